package dev.taskrunner.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import io.netty.handler.codec.http.QueryStringDecoder;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileLinksTest {
    private final FileLinks links = new FileLinks(new ManualTimer().clock());

    private String query(String room, String path) {
        String link = links.link("ws://h:1/rooms/r", room, path);
        return link.substring(link.indexOf("/files/"));
    }

    private FileLinks.Target check(String uri) throws Refusal {
        return links.check(new QueryStringDecoder(uri));
    }

    private void assertRefused(String uri, int status) {
        assertThatThrownBy(() -> check(uri))
                .as(uri)
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.status).isEqualTo(status));
    }

    @ParameterizedTest
    @DisplayName("Rooms and paths of all letters come out of a link as they went in")
    @CsvSource(delimiter = '!', textBlock = """
            a?b! x?y
            a#b! x#y
            a%b! 100%
            a%20b! %2e%2e
            a+b! a+b c
            a/b! d/e.txt
            r;s! p;q
            a&b=c! x&path=y
            \u00fc\ud83d\ude00! \u00e4/\ud83d\ude00
            .! .hidden
            ..! ...x
            files! files/files
            a:b! 1:r
            """)
    void letters(String room, String path) throws Refusal {
        assertThat(check(query(room, path))).isEqualTo(new FileLinks.Target(room, path));
    }

    @ParameterizedTest
    @DisplayName("A link for one thing is none for another, however the parts are pushed around")
    @CsvSource({
        "path=a%2Fb, path=a%2Fc",
        "path=a%2Fb, path=A%2Fb",
        "path=a%2Fb, path=a%2Fb%20",
        "path=a%2Fb, path=",
        "/files/room?, /files/Room?",
        "/files/room?, /files/?",
        "/files/room?, /files/roo?",
        "expires=, expires=9",
        "expires=, expires=-"
    })
    void changed(String part, String other) {
        String link = query("room", "a/b");
        assertThat(link).contains(part);
        assertRefused(link.replace(part, other), 403);
    }

    @ParameterizedTest
    @DisplayName("What is no link at all is a bad request")
    @ValueSource(
            strings = {
                "/files/room",
                "/files/room?",
                "/files/room?path=a",
                "/files/room?path=a&expires=1",
                "/files/room?path=a&expires=soon&signature=x",
                "/files/room?path=a&expires=&signature=x",
                "/files/room?path=a&expires=99999999999999999999&signature=x",
                "/files/room?path=a&path=b&expires=1&signature=x",
                "/files/room?path=a&expires=1&expires=2&signature=x",
                "/files/room?path=a&expires=1&signature=x&signature=y",
                "/files/%zz?path=a&expires=1&signature=x",
                "/files/room?path=%zz&expires=1&signature=x"
            })
    void malformed(String uri) {
        assertRefused(uri, 400);
    }

    @ParameterizedTest
    @DisplayName("A signature that is empty, cut or longer, or of other letters, is refused")
    @ValueSource(strings = {"", "x", "\u00fc", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})
    void signatures(String signature) {
        String link = query("room", "a");
        String bare = link.substring(0, link.indexOf("signature=") + "signature=".length());
        assertRefused(bare + signature, 403);
        assertRefused(link + "A", 403);
        assertRefused(link.substring(0, link.length() - 1), 403);
    }

    @Test
    @DisplayName("A link of somebody without a port is refused with what to use instead")
    void unreachable() {
        for (String url : new String[] {"", "memory://server/rooms/r", "ws://h", "http://h/rooms/r"}) {
            assertThatThrownBy(() -> links.link(url, "r", "a"))
                    .hasMessageContaining("storage.read")
                    .isInstanceOfSatisfying(
                            TaskException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED));
        }
    }

    @Test
    @DisplayName("Behind a proxy the link keeps the proxy's path")
    void proxied() {
        assertThat(links.link("wss://rooms.example/base/rooms/r", "r", "a"))
                .startsWith("https://rooms.example/base/files/r?path=a&expires=");
    }
}
