package dev.taskrunner.cli;

import dev.taskrunner.TaskSpec;
import dev.taskrunner.schema.JsonSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A runner in words and tables. */
final class Description {
    private static final List<String> HEADER = List.of("NAME", "TYPE", "REQUIRED", "DESCRIPTION", "CONSTRAINTS");

    private final List<String> lines = new ArrayList<>();

    private Description() {}

    /** The lines to print. */
    static List<String> of(TaskSpec spec) {
        Description description = new Description();
        description.head(spec);
        description.section("Arguments", spec.inputSchema(), "none");
        if (spec.outputSchema().isPresent()) {
            description.section("Result", spec.outputSchema().get(), "an empty object");
        } else {
            description.lines.add("");
            description.lines.add("Result: anything");
        }
        return description.lines;
    }

    private void head(TaskSpec spec) {
        lines.add(spec.title().equals(spec.name()) ? spec.name() : spec.name() + " – " + spec.title());
        if (!spec.description().isEmpty()) {
            lines.add(spec.description());
        }
        lines.add("");
        lines.add("Takes toolkits of the caller: " + (spec.supportsTools() ? "yes" : "no"));
        if (!spec.labels().isEmpty()) {
            lines.add("Labels: " + String.join(", ", spec.labels()));
        }
        for (Map.Entry<String, Object> annotation : spec.annotations().entrySet()) {
            lines.add("Annotation " + annotation.getKey() + ": " + Json.write(annotation.getValue()));
        }
    }

    private void section(String title, JsonSchema schema, String whenEmpty) {
        lines.add("");
        List<SchemaRows.Row> rows = SchemaRows.of(schema.asMap());
        if (rows.isEmpty()) {
            lines.add(title + ": " + whenEmpty);
            return;
        }
        lines.add(title);
        TextTable table = new TextTable(HEADER);
        rows.forEach(row -> table.add(List.of(
                Text.oneLine(row.path()),
                Text.oneLine(row.type()),
                row.required() ? "yes" : "no",
                Text.oneLine(row.description()),
                Text.oneLine(row.constraints()))));
        table.lines().forEach(line -> lines.add("  " + line));
    }
}
