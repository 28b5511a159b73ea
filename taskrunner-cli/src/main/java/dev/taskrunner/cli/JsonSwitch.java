package dev.taskrunner.cli;

import picocli.CommandLine.Option;

/** {@code --json} where the result is JSON anyway: accepted, so that scripts may always say it. */
final class JsonSwitch {
    @Option(names = "--json", description = "Print JSON, one document a line. This command always does.")
    private boolean json;

    boolean isSet() {
        return json;
    }
}
