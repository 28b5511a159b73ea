package dev.taskrunner.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.wire.RawJson;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentStoreTest {
    private final DataFolder data = DataFolder.open(RoomServerOptions.defaults());
    private final DocumentStore store = new DocumentStore(data.room("demo"), new DocumentQuota(3, 40, 300));

    @AfterEach
    void close() {
        data.close();
    }

    /** Does something where it must be done. */
    private <T> T onLedger(Supplier<T> work) throws Exception {
        CompletableFuture<T> done = new CompletableFuture<>();
        data.ledger()
                .submit(
                        () -> {
                            T result = work.get();
                            return () -> done.complete(result);
                        },
                        done::completeExceptionally);
        return done.get(20, TimeUnit.SECONDS);
    }

    private void append(String path, String update) throws Exception {
        onLedger(() -> {
            store.append(path, Objects.requireNonNull(store.find(path)), bytes(update));
            return true;
        });
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private List<String> updates(String path) throws Exception {
        return onLedger(() -> store.updates(path).stream()
                .map(update -> new String(update, StandardCharsets.UTF_8))
                .toList());
    }

    private void create(String path) throws Exception {
        onLedger(() -> store.create(path, null));
    }

    @Test
    @DisplayName("Updates come out in the order in which they came, beyond the first sixteen too")
    void order() throws Exception {
        create("a");
        StringBuilder expected = new StringBuilder();
        for (int i = 0; i < 40; i++) {
            append("a", "u" + i);
            expected.append('u').append(i);
        }
        assertThat(String.join("", updates("a"))).isEqualTo(expected.toString());
        DocumentStore.Description description = onLedger(() -> Objects.requireNonNull(store.find("a")));
        assertThat(description.updates()).isEqualTo(40);
        assertThat(description.bytes()).isEqualTo(expected.length());
    }

    @Test
    @DisplayName("Documents whose paths begin alike have nothing in common")
    void neighbours() throws Exception {
        for (String path : List.of("a", "a.b", "a/b")) {
            create(path);
            append(path, "of " + path);
        }
        for (String path : List.of("a", "a.b", "a/b")) {
            assertThat(updates(path)).containsExactly("of " + path);
            assertThat(onLedger(() -> store.has(path, bytes("of " + path)))).isTrue();
            assertThat(onLedger(() -> store.has(path, bytes("of other")))).isFalse();
        }
        assertThat(onLedger(() -> store.has("a.b", bytes("of a")))).isFalse();
    }

    @Test
    @DisplayName("The limits are reached exactly, in number and bytes, and each refusal says both")
    void limits() throws Exception {
        create("bytes");
        append("bytes", "x".repeat(299));
        assertThatThrownBy(() -> append("bytes", "yy"))
                .hasRootCauseInstanceOf(TaskException.class)
                .hasMessageContaining("40 updates and 300 bytes");
        append("bytes", "y");
        create("number");
        for (int i = 0; i < 40; i++) {
            append("number", "u" + i);
        }
        assertThatThrownBy(() -> append("number", "z")).hasMessageContaining("'number' is full");
        create("third");
        assertThatThrownBy(() -> create("fourth")).hasMessageContaining("3 documents, its limit");
        assertThat(onLedger(() -> store.find("fourth") == null)).isTrue();
    }

    @ParameterizedTest
    @DisplayName("A thread begins with its seed, in any case of its ending; all else begins with the empty update")
    @CsvSource({
        "a.thread, true",
        "x/A.THREAD, true",
        ".thread, true",
        "thread, false",
        "a.thread.txt, false",
        "athread, false"
    })
    void seeds(String path, boolean seeded) throws Exception {
        create(path);
        byte[] first = onLedger(() -> store.updates(path)).get(0);
        assertThat(first.length > 2).isEqualTo(seeded);
        assertThat(onLedger(() -> store.has(path, first))).isEqualTo(seeded);
    }

    @Test
    @DisplayName("A schema is kept with its document, and each room has its own documents")
    void schema() throws Exception {
        RawJson schema = RawJson.of(Map.of("$root", "x"));
        onLedger(() -> store.create("a", schema));
        append("a", "u");
        assertThat(onLedger(() -> store.find("a")).schema()).isEqualTo(schema);
        DocumentStore other = new DocumentStore(data.room("Demo"), DocumentQuota.defaults());
        assertThat(onLedger(() -> other.find("a") == null)).isTrue();
        assertThat(onLedger(() -> other.updates("a"))).containsExactly(DocumentStore.EMPTY_UPDATE);
    }

    @ParameterizedTest
    @DisplayName("The extension is what follows the last dot of the name")
    @CsvSource({"a.b, b", "a.b.c, c", "a.b/c, ''", "a, ''", ".x, x", "a., ''", "d.e/f.g, g", "A.Note, Note"})
    void extensions(String path, String extension) {
        assertThat(DocumentStore.extension(path)).isEqualTo(extension);
    }

    @ParameterizedTest
    @DisplayName("A path has one form: without slashes at the start")
    @CsvSource({"a, a", "/a, a", "///a/b, a/b", "...a, ...a", "a..b, a..b", "a b, a b"})
    void paths(String given, String expected) throws Exception {
        assertThat(DocumentStore.path(WireClient.fields("path", given))).isEqualTo(expected);
    }

    @ParameterizedTest
    @DisplayName("A path that climbs, ends nowhere or is no text is refused")
    @ValueSource(
            strings = {
                "",
                "/",
                "..",
                "/..",
                "a/..",
                "../a",
                ".",
                "a/.",
                "a/./b",
                "a//b",
                "a/",
                "a\u0000",
                "a\u007f",
                "a\u0085b"
            })
    void badPaths(String given) {
        assertThatThrownBy(() -> DocumentStore.path(WireClient.fields("path", given)))
                .isInstanceOfSatisfying(
                        TaskException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST));
    }

    @ParameterizedTest
    @DisplayName("A quota without a limit makes no sense")
    @CsvSource({"0, 1, 1", "1, 0, 1", "1, 1, 0", "-1, 1, 1", "1, -1, 1", "1, 1, -1"})
    void quota(int documents, int updates, long bytes) {
        assertThatIllegalArgumentException().isThrownBy(() -> new DocumentQuota(documents, updates, bytes));
    }
}
