package dev.taskrunner.cli;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Runs commands in this process, with streams, variables and a home folder of their own. */
final class Cli {
    private static final long PATIENCE_SECONDS = 30;

    final Map<String, String> variables = new HashMap<>();
    private final Path home;
    private String input = "";
    private boolean terminal;

    Cli(Path home) {
        this.home = home;
        variables.put("XDG_STATE_HOME", home.resolve("state").toString());
    }

    Cli with(String variable, String value) {
        variables.put(variable, value);
        return this;
    }

    Cli without(String variable) {
        variables.remove(variable);
        return this;
    }

    Cli input(String text) {
        this.input = text;
        return this;
    }

    Cli onTerminal() {
        this.terminal = true;
        return this;
    }

    /** What became of a command. */
    record Done(int code, String out, String err) {}

    /** A command that goes on. */
    record Running(Shell shell, Captured out, Captured err, CompletableFuture<Integer> code) {
        int await() throws Exception {
            return code.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }

        int interrupt() throws Exception {
            shell.interrupts().interrupt();
            return await();
        }
    }

    Done run(String... args) {
        Captured out = new Captured();
        Captured err = new Captured();
        int code = Main.run(shell(out, err), args);
        return new Done(code, out.text(), err.text());
    }

    Running start(String... args) {
        Captured out = new Captured();
        Captured err = new Captured();
        Shell shell = shell(out, err);
        CompletableFuture<Integer> code = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                code.complete(Main.run(shell, args));
            } finally {
                shell.interrupts().finished();
                code.completeExceptionally(new IllegalStateException("the command threw"));
            }
        });
        thread.setDaemon(true);
        thread.start();
        return new Running(shell, out, err, code);
    }

    Shell shell(Captured out, Captured err) {
        return new Shell(
                Map.copyOf(variables),
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                out.stream(),
                err.stream(),
                terminal,
                terminal,
                "tester",
                home,
                new Interrupts());
    }
}
