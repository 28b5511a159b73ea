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
        Map<String, Object> callerContext) {

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
        Map<String, Object> arguments = members(message);
        Object queue = take(arguments, REPLY_QUEUE, known);
        Object id = take(arguments, REQUEST_ID, known);
        Object tools = take(arguments, TOOLS, known);
        Object context = take(arguments, CALLER_CONTEXT, known);
        Map<String, Object> task = arguments;
        if (!(message instanceof Map) || (known.contains(PROMPT) && !arguments.containsKey(PROMPT))) {
            task = Map.of(PROMPT, message instanceof String text ? text : json);
        }
        return new WorkItem(task, queue instanceof String name ? name : null, id, names(tools), members(context));
    }

    /** The members of an object; none of anything else. */
    private static Map<String, Object> members(@Nullable Object json) {
        Map<String, Object> members = new LinkedHashMap<>();
        if (json instanceof Map<?, ?> given) {
            given.forEach((name, value) -> members.put(String.valueOf(name), value));
        }
        return members;
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

    /** What goes to the reply queue: the result or the error, marked with the request's id. */
    Map<String, @Nullable Object> reply(String member, @Nullable Object value) {
        Map<String, @Nullable Object> reply = new LinkedHashMap<>();
        if (requestId != null) {
            reply.put(REQUEST_ID, requestId);
        }
        reply.put(member, value);
        return reply;
    }

    TaskInput input() {
        return TaskInput.of(arguments);
    }

    /** Puts the conversation that came along in front. */
    void prepend(ChatContext chat) {
        chat.addAll(callerContext);
    }
}
