package dev.taskrunner.room;

import dev.taskrunner.AskOptions;
import dev.taskrunner.TaskInput;
import dev.taskrunner.TaskResult;
import dev.taskrunner.Tool;
import dev.taskrunner.ToolContext;
import dev.taskrunner.protocol.ToolInfo;
import dev.taskrunner.schema.JsonSchema;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.RawJson;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A tool of another participant, called through the room. */
final class RemoteTool implements Tool {
    /** Sends the call and waits for its answer. */
    interface Caller {
        TaskResult call(TaskInput arguments, ToolContext context);
    }

    private final ToolInfo info;
    private final Caller caller;
    private final JsonSchema inputSchema;

    RemoteTool(ToolInfo info, Caller caller) {
        this.info = info;
        this.caller = caller;
        this.inputSchema = schema(info);
    }

    static AskOptions options(ToolContext context) {
        AskOptions.Builder options = AskOptions.builder();
        context.attachment().ifPresent(options::attachment);
        return options.build();
    }

    @Override
    public String name() {
        return info.name();
    }

    @Override
    public String title() {
        return info.title();
    }

    @Override
    public String description() {
        return info.description();
    }

    @Override
    public JsonSchema inputSchema() {
        return inputSchema;
    }

    @Override
    public TaskResult invoke(ToolContext context, TaskInput input) {
        return caller.call(input, context);
    }

    /** Definitions travel beside the schema and belong under its {@code $defs} (section 5.5). */
    private static JsonSchema schema(ToolInfo info) {
        Map<String, Object> document = new LinkedHashMap<>();
        copy(info.inputSchema() == null ? null : CallContexts.plain(info.inputSchema()), document);
        JsonFields definitions = info.definitions();
        if (definitions != null && !definitions.names().isEmpty()) {
            Map<String, Object> all = new LinkedHashMap<>();
            copy(document.get("$defs"), all);
            for (String name : definitions.names()) {
                RawJson definition = definitions.raw(name);
                all.put(name, CallContexts.plain(definition));
            }
            document.put("$defs", all);
        }
        return JsonSchema.lenient(document);
    }

    private static void copy(@Nullable Object from, Map<String, Object> to) {
        if (from instanceof Map<?, ?> map) {
            map.forEach((key, value) -> to.put(String.valueOf(key), value));
        }
    }
}
