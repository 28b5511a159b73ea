package dev.taskrunner.server;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.protocol.Extension;
import dev.taskrunner.protocol.RegisterToolkit;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.RawJson;
import dev.taskrunner.wire.WireException;
import java.time.Duration;
import java.util.Map;

/** Registers, unregisters and lists toolkits (section 5.5). Stateless. */
final class ToolkitsRoute {
    private ToolkitsRoute() {}

    static void register(Request request) throws WireException {
        RegisterToolkit registration = RegisterToolkit.read(request.json());
        Grant.registerToolkit(registration.isPublic()).require(request.from());
        AgentsRoute.checkSize(request);
        request.from().ours |= request.json().has(Extension.MEMBER);
        RegisteredToolkit toolkit = new RegisteredToolkit(request.from(), registration, request.json());
        request.room().register(toolkit, Agent.of(toolkit, request.json()));
        request.reply().json(JsonFields.builder().put("id", toolkit.id).build());
    }

    static void unregister(Request request) throws WireException {
        request.room().unregisterToolkit(request.from(), request.json().requireString("id"));
        request.reply().empty();
    }

    static void list(Request request) {
        JsonFields.Builder toolkits = JsonFields.builder();
        for (RegisteredToolkit toolkit :
                request.room().listToolkits(request.from(), request.json().string("participant_id"))) {
            toolkits.put(toolkit.name, toolkit.listing);
        }
        request.reply().json(JsonFields.builder().put("tools", toolkits.build()).build());
    }

    /** As the current generation lists them (current protocol §5.3): runners of the classic one are toolkits too. Who names a participant may wait. */
    static void listCurrent(Request request) {
        Long seconds = request.json().integer("timeout");
        boolean addressed = request.json().string("participant_id") != null
                || request.json().string("participant_name") != null;
        if (seconds == null || seconds <= 0 || !addressed) {
            answer(request, listing(request));
            return;
        }
        Duration time = Duration.ofSeconds(Math.min(seconds, Integer.MAX_VALUE));
        Runnable late = () -> request.reply().orError(() -> answer(request, listing(request)));
        request.room().waits.await(request.from(), time, () -> answered(request), late);
    }

    private static Map<String, RawJson> listing(Request request) {
        JsonFields json = request.json();
        return request.room()
                .listForCurrent(request.from(), json.string("participant_id"), json.string("participant_name"));
    }

    private static void answer(Request request, Map<String, RawJson> listed) {
        JsonFields.Builder toolkits = JsonFields.builder();
        listed.forEach(toolkits::put);
        request.reply().json(JsonFields.builder().put("tools", toolkits.build()).build());
    }

    /** Answers if the participant is there and has something. */
    private static boolean answered(Request request) {
        Map<String, RawJson> listed;
        try {
            listed = listing(request);
        } catch (TaskException e) {
            return e.code() != ErrorCode.UNKNOWN_PARTICIPANT && failed(request, e);
        }
        if (!listed.isEmpty()) {
            answer(request, listed);
        }
        return !listed.isEmpty();
    }

    private static boolean failed(Request request, TaskException e) {
        request.reply().error(e);
        return true;
    }
}
