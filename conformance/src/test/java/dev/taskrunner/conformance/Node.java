package dev.taskrunner.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Node and npm on this machine, with the published packages installed as the lock file says. */
final class Node {
    static final Path FOLDER = Path.of("npm").toAbsolutePath();
    private static final long INSTALL_MINUTES = 5;

    private Node() {}

    /** Installs the packages unless they are there; says why not when that is not possible. */
    static synchronized Optional<String> missing() throws IOException, InterruptedException {
        if (!works("node") || !works("npm")) {
            return Optional.of("node and npm are not on this machine");
        }
        Path installed = FOLDER.resolve("node_modules").resolve(".package-lock.json");
        if (Files.exists(installed)
                && Files.getLastModifiedTime(installed)
                                .compareTo(Files.getLastModifiedTime(FOLDER.resolve("package-lock.json")))
                        >= 0) {
            return Optional.empty();
        }
        return install();
    }

    private static Optional<String> install() throws IOException, InterruptedException {
        Path log = Path.of("target", "npm-ci.log");
        Files.createDirectories(Path.of("target"));
        Process npm = new ProcessBuilder(command("npm"), "ci", "--ignore-scripts", "--prefer-offline")
                .directory(FOLDER.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        boolean done = npm.waitFor(INSTALL_MINUTES, TimeUnit.MINUTES);
        if (!done) {
            npm.destroyForcibly();
        }
        return done && npm.exitValue() == 0
                ? Optional.empty()
                : Optional.of("the packages cannot be installed; " + log + " says why");
    }

    private static boolean works(String program) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(List.of(command(program), "--version"))
                    .redirectErrorStream(true)
                    .start();
            process.getInputStream().readAllBytes();
            return process.waitFor(1, TimeUnit.MINUTES) && process.exitValue() == 0;
        } catch (IOException e) {
            return false; // there is no such program
        }
    }

    private static String command(String program) {
        boolean windows = System.getProperty("os.name", "").startsWith("Windows");
        return windows && program.equals("npm") ? "npm.cmd" : program;
    }
}
