package dev.taskrunner.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A server as it is by default. */
class NoLocalAccessTest extends HttpCase {

    @Test
    @DisplayName("By default nobody gets a token for the asking, not even here")
    void refused() throws Exception {
        assertThat(send(request("/local/rooms").header("TaskRunner-Local", "1")).body())
                .isEqualTo("{\"local\":false}");
        refused(
                send(request("/local/token")
                        .header("TaskRunner-Local", "1")
                        .POST(BodyPublishers.ofString("{\"room\":\"demo\",\"name\":\"x\"}"))),
                404,
                "unsupported");
    }
}
