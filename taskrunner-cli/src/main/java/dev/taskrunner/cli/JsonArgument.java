package dev.taskrunner.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** A JSON argument as the user wrote it: inline, {@code @file}, or {@code -} for standard input. */
final class JsonArgument {
    private final Shell shell;
    private final String option;
    private final String given;

    /**
     * Takes an argument, without reading anything yet.
     *
     * @param option its name in messages, for example {@code --input}
     */
    JsonArgument(Shell shell, String option, String given) {
        this.shell = shell;
        this.option = option;
        this.given = given;
    }

    /** The argument as any JSON value. */
    JsonNode value() {
        String text = text();
        try {
            JsonNode node = Json.read(text);
            if (node.isMissingNode()) {
                throw CliException.usage(option + " is empty; an empty object is {}");
            }
            return node;
        } catch (JsonProcessingException e) {
            throw CliException.usage(option + " is not JSON: " + Text.oneLine(e.getOriginalMessage()) + where(e), e);
        }
    }

    /** The argument as a JSON object. */
    ObjectNode object() {
        if (value() instanceof ObjectNode object) {
            return object;
        }
        throw CliException.usage(option + " must be a JSON object, for example '{\"a\":1}'");
    }

    private String text() {
        if (given.equals("-")) {
            return read("standard input", () -> shell.in().readAllBytes());
        }
        if (given.startsWith("@")) {
            String file = given.substring(1);
            return read(file, () -> Files.readAllBytes(Path.of(file)));
        }
        return given;
    }

    /** Where bytes come from. */
    @FunctionalInterface
    private interface Source {
        byte[] read() throws IOException;
    }

    private String read(String name, Source source) {
        try {
            return new String(source.read(), StandardCharsets.UTF_8);
        } catch (IOException | InvalidPathException e) {
            throw CliException.usage(option + " cannot be read from " + name + ": " + FileProblems.reason(e), e);
        }
    }

    private static String where(JsonProcessingException e) {
        return e.getLocation() == null
                ? ""
                : " (line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr() + ")";
    }
}
