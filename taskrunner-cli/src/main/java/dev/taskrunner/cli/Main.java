package dev.taskrunner.cli;

import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The {@code taskrunner} command. Results go to standard output, everything else to standard error. */
@Command(
        name = "taskrunner",
        scope = ScopeType.INHERIT,
        mixinStandardHelpOptions = true,
        versionProvider = VersionSource.class,
        header = "Runs, lists and asks the task runners of a room.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DemoCommand.class,
            ServerCommand.class,
            TokenCommand.class,
            AgentsCommand.class,
            ToolkitsCommand.class,
            MessagesCommand.class,
            QueueCommand.class,
            StorageCommand.class,
            WorkerCommand.class,
            DurabilityCommand.class,
            RunCommand.class,
            LlmCommand.class,
            SecretsCommand.class,
            CallCommand.class,
            ChatCommand.class,
            RoomCommand.class,
            CompletionCommand.class,
            NamesCommand.class
        })
public final class Main {
    private static final int HELP_WIDTH = 100;
    private static final String NO_COLOR = "--no-color";

    @Option(names = "--verbose", scope = ScopeType.INHERIT, description = "Log more, and show where errors come from.")
    private boolean verbose;

    @Option(
            names = NO_COLOR,
            scope = ScopeType.INHERIT,
            description = "No colours; the variable NO_COLOR says the same.")
    private boolean plain;

    Main() {
        // Only picocli and run() make one.
    }

    /**
     * Runs a command and ends the process with its exit code.
     *
     * @param args the command line
     */
    public static void main(String[] args) {
        Shell shell = Shell.ofProcess();
        Logs.toStandardError(shell.err());
        Interrupts interrupts = shell.interrupts();
        Runtime.getRuntime().addShutdownHook(new Thread(interrupts::shutDown, "taskrunner-interrupt"));
        int code = run(shell, args);
        interrupts.finished();
        System.exit(code);
    }

    /** Runs a command on this thread and returns its exit code. */
    static int run(Shell given, String... args) {
        // Looked for before all else, since errors in what else was typed are to be without colours too.
        Shell shell = List.of(args).contains(NO_COLOR) ? given.withoutColours() : given;
        shell.interrupts().started();
        Main main = new Main();
        int code = line(shell, main).execute(args);
        // A full disk or a closed pipe: a PrintStream keeps quiet about it unless asked.
        if (shell.out().checkError() && code == ExitCodes.OK) {
            shell.tell("error: standard output could not be written");
            code = ExitCodes.FAILED;
        }
        return shell.interrupts().isInterrupted() ? ExitCodes.INTERRUPTED : code;
    }

    private static CommandLine line(Shell shell, Main main) {
        Ansi ansi = Paint.isWanted(shell, shell.outTerminal() && shell.errTerminal()) ? Ansi.ON : Ansi.OFF;
        return new CommandLine(main, new CommandFactory(shell))
                // @file is a JSON argument here, not a file of arguments.
                .setExpandAtFiles(false)
                .setUsageHelpWidth(HELP_WIDTH)
                .setColorScheme(CommandLine.Help.defaultColorScheme(ansi))
                .setOut(writer(shell.out()))
                .setErr(writer(shell.err()))
                .setExecutionStrategy(parsed -> {
                    if (main.verbose) {
                        Logs.verbose();
                    }
                    return new CommandLine.RunLast().execute(parsed);
                })
                .setParameterExceptionHandler((problem, given) -> wrongUsage(shell, problem, given))
                .setExecutionExceptionHandler(
                        (problem, line, parsed) -> new Failures(shell, main.verbose).report(problem));
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
    }

    private static int wrongUsage(Shell shell, CommandLine.ParameterException problem, String... args) {
        String command = problem.getCommandLine().getCommandSpec().qualifiedName();
        shell.tell("error: " + problem.getMessage() + meant(problem, List.of(args)));
        shell.tell("'" + command + " --help' says more");
        return ExitCodes.USAGE;
    }

    /** The command or option that somebody may have meant. */
    private static String meant(CommandLine.ParameterException problem, List<String> args) {
        CommandLine.Model.CommandSpec spec = problem.getCommandLine().getCommandSpec();
        Collection<String> options = spec.optionsMap().keySet();
        if (problem instanceof CommandLine.UnmatchedArgumentException unmatched
                && !unmatched.getUnmatched().isEmpty()) {
            String typed = name(unmatched.getUnmatched().get(0));
            return Suggestions.hint(
                    typed, typed.startsWith("-") ? options : spec.subcommands().keySet());
        } else if (problem instanceof CommandLine.MissingParameterException) {
            // An option that is missing may be there, mistyped.
            return args.stream()
                    .map(Main::name)
                    .filter(typed -> typed.startsWith("--") && !options.contains(typed))
                    .findFirst()
                    .map(typed -> "; there is no option '" + typed + "'" + Suggestions.hint(typed, options))
                    .orElse("");
        }
        return "";
    }

    private static String name(String argument) {
        return argument.replaceFirst("=.*", "");
    }
}
