package dev.taskrunner.cli;

import dev.taskrunner.TaskSpec;
import dev.taskrunner.Tool;
import dev.taskrunner.Toolkit;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runners and toolkits as lists print them: fixed members in a fixed order. */
final class Listing {
    private Listing() {}

    static Map<String, @Nullable Object> of(TaskSpec spec) {
        Map<String, @Nullable Object> listed = new LinkedHashMap<>();
        listed.put("name", spec.name());
        listed.put("title", spec.title());
        listed.put("description", spec.description());
        listed.put("input_schema", spec.inputSchema().asMap());
        listed.put(
                "output_schema",
                spec.outputSchema().map(schema -> schema.asMap()).orElse(null));
        listed.put("supports_tools", spec.supportsTools());
        listed.put("labels", spec.labels());
        listed.put("annotations", spec.annotations());
        return listed;
    }

    static Map<String, @Nullable Object> of(Toolkit toolkit) {
        Map<String, @Nullable Object> listed = new LinkedHashMap<>();
        listed.put("name", toolkit.name());
        listed.put("title", toolkit.title());
        listed.put("description", toolkit.description());
        listed.put("tools", toolkit.tools().stream().map(Listing::of).toList());
        return listed;
    }

    private static Map<String, @Nullable Object> of(Tool tool) {
        Map<String, @Nullable Object> listed = new LinkedHashMap<>();
        listed.put("name", tool.name());
        listed.put("title", tool.title());
        listed.put("description", tool.description());
        listed.put("input_schema", tool.inputSchema().asMap());
        return listed;
    }
}
