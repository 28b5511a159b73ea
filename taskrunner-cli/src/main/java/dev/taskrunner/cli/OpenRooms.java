package dev.taskrunner.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The rooms that are open on a server, where it tells: one for development on this machine does. Stateless. */
final class OpenRooms {
    private static final Logger LOG = LoggerFactory.getLogger(OpenRooms.class);
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private OpenRooms() {}

    /** Their names; none where the server does not tell. */
    static List<String> of(URI base) {
        if (!DevKey.isLoopback(base)) {
            return List.of();
        }
        String http = base.toString().replaceFirst("^ws", "http");
        HttpRequest request = HttpRequest.newBuilder(URI.create(http + "/local/rooms"))
                .timeout(PATIENCE)
                .header("TaskRunner-Local", "1")
                .build();
        HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
        try {
            return names(client.send(request, BodyHandlers.ofString()).body());
        } catch (IOException e) {
            LOG.debug("{} does not tell its rooms", base, e);
            return List.of();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }

    private static List<String> names(String json) throws IOException {
        List<String> names = new ArrayList<>();
        for (JsonNode room : Json.read(json).path("rooms")) {
            names.add(room.path("name").asText());
        }
        return names;
    }
}
