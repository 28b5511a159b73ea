package dev.taskrunner.cli;

/**
 * Colours for what a person reads; none without a terminal, with {@code --no-color}, where {@code NO_COLOR} is set, and for dumb terminals.
 */
enum Paint {
    /** What went wrong. */
    RED("31"),
    /** What is done. */
    GREEN("32"),
    /** What is under way. */
    CYAN("36"),
    /** What stands above the rest. */
    BOLD("1"),
    /** What matters less. */
    FAINT("2");

    private final String code;

    Paint(String code) {
        this.code = code;
    }

    /** Text for standard error. */
    String on(Shell shell, String text) {
        return isWanted(shell, shell.errTerminal()) ? painted(text) : text;
    }

    /** Text for standard output. */
    String onOut(Shell shell, String text) {
        return isWanted(shell, shell.outTerminal()) ? painted(text) : text;
    }

    private String painted(String text) {
        return "\u001b[" + code + "m" + text + "\u001b[0m";
    }

    /** Whether there may be colours where there is a terminal, or none. */
    static boolean isWanted(Shell shell, boolean terminal) {
        return terminal
                && shell.variable("NO_COLOR").isEmpty()
                && shell.variable("TERM").filter("dumb"::equals).isEmpty();
    }
}
