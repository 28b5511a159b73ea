package dev.taskrunner.cli;

import dev.taskrunner.TaskSpec;
import dev.taskrunner.schema.JsonSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A runner in words and tables. */
final class Description {
    private static final List<String> HEADER = List.of("NAME", "TYPE", "REQUIRED", "DESCRIPTION", "CONSTRAINTS");

    private final Shell shell;
    private final List<String> lines = new ArrayList<>();

    private Description(Shell shell) {
        this.shell = shell;
    }

    /** The lines to print, fit for a terminal; with colours where standard output is one. */
    static List<String> of(Shell shell, TaskSpec spec) {
        Description description = new Description(shell);
        description.head(spec);
        description.section("Arguments", spec.inputSchema(), "none");
        if (spec.outputSchema().isPresent()) {
            description.section("Result", spec.outputSchema().get(), "an empty object");
        } else {
            description.add("");
            description.add("Result: anything");
        }
        return description.lines;
    }

    private void head(TaskSpec spec) {
        add(bold(spec.name()) + (spec.title().equals(spec.name()) ? "" : " – " + Text.safe(spec.title())));
        if (!spec.description().isEmpty()) {
            add(Text.safe(spec.description()));
        }
        add("");
        add("Takes toolkits of the caller: " + (spec.supportsTools() ? "yes" : "no"));
        if (!spec.labels().isEmpty()) {
            add("Labels: " + Text.safe(String.join(", ", spec.labels())));
        }
        for (Map.Entry<String, Object> annotation : spec.annotations().entrySet()) {
            add(Text.safe("Annotation " + annotation.getKey() + ": " + Json.write(annotation.getValue())));
        }
    }

    private void section(String title, JsonSchema schema, String whenEmpty) {
        add("");
        List<SchemaRows.Row> rows = SchemaRows.of(schema.asMap());
        if (rows.isEmpty()) {
            add(title + ": " + whenEmpty);
            return;
        }
        add(bold(title));
        TextTable table = new TextTable(HEADER, this::faint, cell -> Paint.CYAN.onOut(shell, cell));
        rows.forEach(row -> table.add(List.of(
                Text.oneLine(row.path()),
                Text.oneLine(row.type()),
                row.required() ? "yes" : "no",
                Text.oneLine(row.description()),
                Text.oneLine(row.constraints()))));
        table.lines().forEach(line -> add("  " + line));
    }

    private void add(String line) {
        lines.add(line.stripTrailing());
    }

    private String bold(String text) {
        return Paint.BOLD.onOut(shell, Text.safe(text));
    }

    private String faint(String text) {
        return Paint.FAINT.onOut(shell, text);
    }
}
