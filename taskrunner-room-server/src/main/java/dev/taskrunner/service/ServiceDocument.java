package dev.taskrunner.service;

import dev.taskrunner.room.ApiScope;
import dev.taskrunner.wire.JsonFields;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** What a service says of itself at {@code /.well-known/meshagent-service.json} (section 9.4). Pure function. */
final class ServiceDocument {
    static final String PATH = "/.well-known/meshagent-service.json";

    private ServiceDocument() {}

    static JsonFields of(String name, int port, Collection<Endpoint> endpoints) {
        List<JsonFields> agents = new ArrayList<>();
        List<JsonFields> paths = new ArrayList<>();
        for (Endpoint endpoint : endpoints) {
            agents.add(JsonFields.builder()
                    .put("name", endpoint.identity())
                    .put("description", endpoint.description())
                    .build());
            JsonFields meshagent = JsonFields.builder()
                    .put("identity", endpoint.identity())
                    .put("api", ApiScope.agentDefault().toMap())
                    .build();
            paths.add(JsonFields.builder()
                    .put("path", endpoint.path())
                    .put("meshagent", meshagent)
                    .build());
        }
        JsonFields onPort = JsonFields.builder()
                .put("num", port)
                .put("type", "http")
                .put("endpoints", paths)
                .build();
        return JsonFields.builder()
                .put("version", "v1")
                .put("kind", "Service")
                .put("metadata", Map.of("name", name))
                .put("agents", agents)
                .put("ports", List.of(onPort))
                .build();
    }
}
