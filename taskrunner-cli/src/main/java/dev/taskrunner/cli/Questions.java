package dev.taskrunner.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.taskrunner.schema.JsonSchema;
import java.io.IOException;

/** Asks the person at the terminal for the arguments that a runner or tool requires and nobody gave. */
final class Questions implements AutoCloseable {
    private static final int TRIES = 3;

    private final Shell shell;
    private final Lines answers;

    Questions(Shell shell) throws IOException {
        this.shell = shell;
        answers = Lines.of(shell, null);
    }

    /** Whether there is somebody to ask. */
    static boolean possible(Shell shell) {
        return shell.errTerminal() && shell.inTerminal();
    }

    /** The arguments with what was missing. */
    ObjectNode complete(JsonSchema input, ObjectNode given) throws InterruptedException {
        ObjectNode complete = given.deepCopy();
        JsonNode schema = read(input);
        for (JsonNode required : schema.path("required")) {
            String name = required.asText();
            if (!complete.has(name)) {
                complete.set(name, ask(name, schema.path("properties").path(name)));
            }
        }
        return complete;
    }

    private static JsonNode read(JsonSchema input) {
        try {
            return Json.read(input.toJson());
        } catch (JsonProcessingException e) {
            throw new CliException(ExitCodes.FAILED, "the input schema is unreadable", e);
        }
    }

    private JsonNode ask(String name, JsonNode schema) throws InterruptedException {
        String description = schema.path("description").asText("");
        String choices = schema.has("enum") ? " " + schema.get("enum") : "";
        String type = schema.path("type").asText("JSON") + choices;
        String hint = description.isEmpty() ? "" : " – " + Text.oneLine(description);
        String about = Paint.FAINT.on(shell, "(" + Text.safe(type + hint) + ")");
        for (int i = 0; i < TRIES; i++) {
            String answer = line(name, Text.safe(name) + " " + about + ": ");
            JsonNode value = value(answer, type, schema.has("enum"));
            if (!value.isMissingNode()) {
                return value;
            }
            shell.tell("'" + answer + "' is no " + type + " in JSON; try again");
        }
        throw CliException.usage("no usable answer for '" + name + "'; --input gives all arguments as JSON");
    }

    /** Text is what was typed; all else is JSON, but a choice needs no quotes. Missing when it is neither. */
    private static JsonNode value(String answer, String type, boolean choice) {
        if (type.startsWith("string")) {
            return TextNode.valueOf(answer);
        }
        try {
            return Json.read(answer);
        } catch (JsonProcessingException e) {
            return choice ? TextNode.valueOf(answer) : MissingNode.getInstance();
        }
    }

    private String line(String name, String prompt) throws InterruptedException {
        try {
            String line = answers.next(prompt);
            if (line == null) {
                throw CliException.usage("'" + name + "' is required; --input gives all arguments as JSON");
            }
            return line;
        } catch (IOException e) {
            throw CliException.usage("standard input cannot be read: " + FileProblems.reason(e), e);
        }
    }

    @Override
    public void close() throws IOException {
        answers.close();
    }
}
