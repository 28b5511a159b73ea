package dev.taskrunner.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints a script that teaches bash and zsh to complete the command. */
@Command(
        name = "completion",
        header = "Print a completion script for bash or zsh.",
        description = {
            "Use it with: source <(taskrunner completion)",
            "It completes commands and options, and asks the room for names of runners, toolkits, tools, queues, people,"
                    + " files and, of a server on this machine, rooms."
        })
final class CompletionCommand implements Callable<Integer> {
    private static final String FOR_ZSH = "autoload -U +X compinit && compinit\n";

    private final Shell shell;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(paramLabel = "SHELL", arity = "0..1", description = "One of ${COMPLETION-CANDIDATES}. Default: bash")
    private Kind kind = Kind.bash;

    /** The shells, as they are called. */
    enum Kind {
        bash,
        zsh
    }

    CompletionCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws IOException {
        String script = AutoComplete.bash(spec.root().name(), spec.root().commandLine());
        if (kind == Kind.zsh) {
            shell.out().print(FOR_ZSH);
        }
        shell.out().print(script);
        try (InputStream names = CompletionCommand.class.getResourceAsStream("names.sh")) {
            shell.out().print(new String(Objects.requireNonNull(names).readAllBytes(), StandardCharsets.UTF_8));
        }
        return ExitCodes.OK;
    }
}
