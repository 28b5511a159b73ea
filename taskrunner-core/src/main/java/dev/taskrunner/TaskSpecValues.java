package dev.taskrunner;

import dev.taskrunner.schema.JsonSchema;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a {@link TaskSpec} holds and its builder collects, with the defaults. Copied when a spec is made, and not changed after. */
final class TaskSpecValues {
    String name;

    @Nullable
    String title;

    String description = "";
    JsonSchema inputSchema = JsonSchema.noArguments();

    @Nullable
    JsonSchema outputSchema;

    boolean supportsTools;
    List<Toolkit> toolkits = List.of();
    List<Requirement> requires = List.of();
    List<String> labels = List.of();
    Map<String, Object> annotations = Map.of();
    int maxConcurrentTasks = 64;
    int maxQueuedTasks = 1024;

    @Nullable
    Duration timeout;

    boolean revealErrors;

    TaskSpecValues(String name) {
        this.name = name;
    }

    TaskSpecValues(TaskSpecValues from) {
        name = from.name;
        title = from.title;
        description = from.description;
        inputSchema = from.inputSchema;
        outputSchema = from.outputSchema;
        supportsTools = from.supportsTools;
        toolkits = from.toolkits;
        requires = from.requires;
        labels = from.labels;
        annotations = from.annotations;
        maxConcurrentTasks = from.maxConcurrentTasks;
        maxQueuedTasks = from.maxQueuedTasks;
        timeout = from.timeout;
        revealErrors = from.revealErrors;
    }
}
