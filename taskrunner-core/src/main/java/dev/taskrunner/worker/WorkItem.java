package dev.taskrunner.worker;

import dev.taskrunner.ChatContext;
import dev.taskrunner.TaskInput;
import dev.taskrunner.schema.JsonSchema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A message of a queue, as a task.
 *
 * <p>What goes around the arguments is taken out of the message, unless the runner has an argument of that name: {@code
 * reply_queue} and {@code request_id}, which are ours, {@code tools} and {@code caller_context}, which workers of the reference
 * know (classic protocol section 11.3). As there, a message without {@code prompt} is the prompt as a whole for a runner that
 * wants one.
 *
 * @param arguments for the runner
 * @param replyQueue where the result goes; null for nowhere
 * @param requestId what the reply is marked with; null for nothing
 * @param tools the names of toolkits that the message lends
 * @param callerContext the conversation that goes before; empty for none
 */
record WorkItem(
        Map<String, Object> arguments,
        @Nullable String replyQueue,
        @Nullable Object requestId,
        List<String> tools,
        Map<?, ?> callerContext) {

    private static final String PROMPT = "prompt";
    private static final String REPLY_QUEUE = "reply_queue";
    private static final String REQUEST_ID = "request_id";
    private static final String TOOLS = "tools";
    private static final String CALLER_CONTEXT = "caller_context";

    /** Reads a message for a runner with this input schema. */
    static WorkItem read(@Nullable Object message, String json, Optional<JsonSchema> inputSchema) {
        Set<?> known = inputSchema
                .map(schema -> schema.asMap().get("properties"))
                .filter(Map.class::isInstance)
                .<Set<?>>map(properties -> ((Map<?, ?>) properties).keySet())
                .orElse(Set.of());
        Map<String, Object> arguments = new LinkedHashMap<>();
        if (message instanceof Map<?, ?> members) {
            members.forEach((name, value) -> arguments.put(String.valueOf(name), value));
        }
        Object queue = take(arguments, REPLY_QUEUE, known);
        Object id = take(arguments, REQUEST_ID, known);
        Object tools = take(arguments, TOOLS, known);
        Object context = take(arguments, CALLER_CONTEXT, known);
        Map<String, Object> task = arguments;
        if (!(message instanceof Map) || (known.contains(PROMPT) && !arguments.containsKey(PROMPT))) {
            task = Map.of(PROMPT, message instanceof String text ? text : json);
        }
        return new WorkItem(
                task,
                queue instanceof String name ? name : null,
                id,
                names(tools),
                context instanceof Map<?, ?> chat ? chat : Map.of());
    }

    private static @Nullable Object take(Map<String, Object> arguments, String name, Set<?> known) {
        return known.contains(name) ? null : arguments.remove(name);
    }

    private static List<String> names(@Nullable Object tools) {
        List<String> names = new ArrayList<>();
        if (tools instanceof List<?> list) {
            for (Object tool : list) {
                Object name = tool instanceof Map<?, ?> config ? config.get("name") : tool;
                names.add(String.valueOf(name));
            }
        }
        return names;
    }

    TaskInput input() {
        return TaskInput.of(arguments);
    }

    /** Puts the conversation that came along in front. */
    void prepend(ChatContext chat) {
        if (callerContext.get("system_role") instanceof String role) {
            chat.systemRole(role);
        }
        if (callerContext.get("messages") instanceof List<?> messages) {
            for (Object message : messages) {
                if (message instanceof Map<?, ?> one
                        && one.get("role") instanceof String role
                        && one.get("content") instanceof String content) {
                    chat.add(role, content);
                }
            }
        }
    }
}
