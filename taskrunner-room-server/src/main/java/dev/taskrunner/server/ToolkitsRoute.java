package dev.taskrunner.server;

import dev.taskrunner.protocol.Extension;
import dev.taskrunner.protocol.RegisterToolkit;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.WireException;

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

    /** As the current generation lists them (current protocol §5.3): runners of the classic one are toolkits too. */
    static void listCurrent(Request request) {
        JsonFields json = request.json();
        JsonFields.Builder toolkits = JsonFields.builder();
        request.room()
                .listForCurrent(request.from(), json.string("participant_id"), json.string("participant_name"))
                .forEach(toolkits::put);
        request.reply().json(JsonFields.builder().put("tools", toolkits.build()).build());
    }
}
