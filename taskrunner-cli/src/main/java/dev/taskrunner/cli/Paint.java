package dev.taskrunner.cli;

/**
 * Colours for what a person reads on standard error; none without a terminal, where {@code NO_COLOR} is set, and for dumb terminals.
 */
enum Paint {
    /** What went wrong. */
    RED("31"),
    /** What is done. */
    GREEN("32"),
    /** What is under way. */
    CYAN("36"),
    /** What matters less. */
    FAINT("2");

    private final String code;

    Paint(String code) {
        this.code = code;
    }

    String on(Shell shell, String text) {
        boolean plain = !shell.errTerminal()
                || shell.variable("NO_COLOR").isPresent()
                || shell.variable("TERM").filter("dumb"::equals).isPresent();
        return plain ? text : "\u001b[" + code + "m" + text + "\u001b[0m";
    }
}
