package dev.taskrunner.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * All that a command gets from outside and gives back, so that tests can stand in for a terminal.
 *
 * @param variables the environment
 * @param in standard input
 * @param out standard output, for results only
 * @param err standard error, for everything else
 * @param outTerminal whether a person reads standard output
 * @param errTerminal whether a person reads standard error
 * @param user the login name
 * @param home the user's folder
 * @param interrupts what Ctrl-C does
 */
record Shell(
        Map<String, String> variables,
        InputStream in,
        PrintStream out,
        PrintStream err,
        boolean outTerminal,
        boolean errTerminal,
        String user,
        Path home,
        Interrupts interrupts) {

    /** The real one. Streams are UTF-8 whatever the locale says, since JSON is. */
    static Shell ofProcess() {
        return new Shell(
                System.getenv(),
                System.in,
                new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8),
                new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8),
                Terminals.isTerminal(1),
                Terminals.isTerminal(2),
                System.getProperty("user.name", "user"),
                Path.of(System.getProperty("user.home", ".")),
                new Interrupts());
    }

    /** The same without colours. */
    Shell withoutColours() {
        Map<String, String> more = new HashMap<>(variables);
        more.put("NO_COLOR", "1");
        return new Shell(Map.copyOf(more), in, out, err, outTerminal, errTerminal, user, home, interrupts);
    }

    /** A variable of the environment; an empty one counts as unset. */
    Optional<String> variable(String name) {
        return Optional.ofNullable(variables.get(name)).filter(value -> !value.isEmpty());
    }

    /** Whether a person types standard input; what a test hands in counts as typed. */
    boolean inTerminal() {
        return in != System.in || Terminals.isTerminal(0);
    }

    /** Prints a value as one line of JSON. */
    void json(Object value) {
        line(Json.write(value));
    }

    /** Prints a line of the result. */
    void line(String text) {
        out.print(text + "\n");
    }

    /** Tells a person something that is no result. */
    void tell(String text) {
        err.print(Text.safe(text) + "\n");
    }
}
