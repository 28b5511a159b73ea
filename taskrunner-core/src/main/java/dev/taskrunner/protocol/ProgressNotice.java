package dev.taskrunner.protocol;

import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.RawJson;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Ours: how far a task or tool call has come. From the worker with the task's or call's id; from the server with the id of the
 * caller's request.
 *
 * @param requestId the caller's request; null from the worker
 * @param taskId the task; null unless an ask's runner reports
 * @param callId the tool call; null unless a tool's provider reports
 * @param body the members {@code fraction}, {@code text}, {@code data} and {@code chain}
 */
public record ProgressNotice(
        @Nullable Long requestId,
        @Nullable String taskId,
        @Nullable Long callId,
        JsonFields body) {

    /**
     * Reads a notice; lenient.
     *
     * @param fields the message's JSON
     * @return the notice
     */
    public static ProgressNotice read(JsonFields fields) {
        JsonFields body = fields.object("progress");
        return new ProgressNotice(
                fields.integer("request_id"),
                fields.string("task_id"),
                fields.integer("call_id"),
                body == null ? JsonFields.EMPTY : body);
    }

    /**
     * How far, in the contract's terms; odd values read as absent.
     *
     * @return the progress
     */
    public dev.taskrunner.Progress progress() {
        Double fraction = body.number("fraction");
        RawJson data = body.raw("data");
        boolean usable = fraction != null && fraction >= 0 && fraction <= 1;
        return new dev.taskrunner.Progress(
                usable ? fraction : null, body.string("text"), data == null ? null : plain(data), chain(body));
    }

    private static List<String> chain(JsonFields body) {
        List<String> names = body.strings("chain");
        return names == null ? List.of() : names;
    }

    private static @Nullable Object plain(RawJson data) {
        try {
            return data.value();
        } catch (dev.taskrunner.wire.WireException e) {
            return null;
        }
    }

    /**
     * Describes progress for the wire.
     *
     * @param progress how far
     * @return the members {@code fraction}, {@code text}, {@code data} and {@code chain}, where there are any
     */
    public static JsonFields body(dev.taskrunner.Progress progress) {
        JsonFields.Builder body = JsonFields.builder()
                .putIfPresent("fraction", progress.fraction())
                .putIfPresent("text", progress.text())
                .putIfPresent("data", progress.data());
        if (!progress.chain().isEmpty()) {
            body.put("chain", progress.chain());
        }
        return body.build();
    }

    /**
     * The same report with the runners that it comes from, as the room knows them: what the worker says counts only as far as
     * it continues its own chain. A chain of one is left out: whoever asked knows whom.
     *
     * @param own the chain of the worker's task, its own name at the end
     * @return a changed copy of the body
     */
    public JsonFields bodyFrom(List<String> own) {
        List<String> said = chain(body);
        boolean continues =
                said.size() > own.size() && said.subList(0, own.size()).equals(own);
        if (continues || (said.isEmpty() && own.size() < 2)) {
            return body;
        }
        JsonFields.Builder changed = JsonFields.builder();
        body.names().stream().filter(name -> !name.equals("chain")).forEach(name -> changed.put(name, body.raw(name)));
        if (own.size() > 1) {
            changed.put("chain", own);
        }
        return changed.build();
    }

    /**
     * Writes the notice.
     *
     * @return the message's JSON
     */
    public JsonFields json() {
        return JsonFields.builder()
                .putIfPresent("request_id", requestId)
                .putIfPresent("task_id", taskId)
                .putIfPresent("call_id", callId)
                .put("progress", body)
                .build();
    }
}
