package dev.taskrunner.cli;

import picocli.CommandLine;

/** Prints the version that the jar's manifest names. */
final class VersionSource implements CommandLine.IVersionProvider {

    @Override
    public String[] getVersion() {
        String version = Main.class.getPackage().getImplementationVersion();
        return new String[] {
            "taskrunner " + (version == null ? "(development build)" : version),
            "Java " + System.getProperty("java.version") + " (" + System.getProperty("java.vendor") + ")"
        };
    }
}
