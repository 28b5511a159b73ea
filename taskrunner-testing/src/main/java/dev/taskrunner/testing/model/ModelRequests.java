package dev.taskrunner.testing.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;

/** Reads what a {@link ModelServer} was asked. */
public final class ModelRequests {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ModelRequests() {}

    /**
     * The tools that a request offers.
     *
     * @param request the request
     * @return their names, in order
     */
    public static List<String> tools(JsonNode request) {
        List<String> names = new ArrayList<>();
        request.path("tools")
                .forEach(tool -> names.add(tool.at("/function/name").asText()));
        return names;
    }

    /**
     * What a request says that a tool does.
     *
     * @param request the request
     * @param tool the tool's name
     * @return the description
     * @throws AssertionError if the request offers no such tool
     */
    public static String description(JsonNode request, String tool) {
        for (JsonNode one : request.path("tools")) {
            if (one.at("/function/name").asText().equals(tool)) {
                return one.at("/function/description").asText();
            }
        }
        throw new AssertionError("no tool " + tool + " in " + request);
    }

    /**
     * The texts of a request's messages.
     *
     * @param request the request
     * @param role whose messages
     * @return in order; what is no plain text as JSON
     */
    public static List<String> texts(JsonNode request, String role) {
        List<String> texts = new ArrayList<>();
        for (JsonNode message : request.path("messages")) {
            if (message.path("role").asText().equals(role)) {
                JsonNode content = message.path("content");
                texts.add(content.isTextual() ? content.asText() : content.toString());
            }
        }
        return texts;
    }

    /**
     * Reads JSON.
     *
     * @param json JSON
     * @return its tree
     * @throws AssertionError if it is none
     */
    public static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + json, e);
        }
    }
}
