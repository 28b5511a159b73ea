package dev.taskrunner.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.server.SecretBook.Entry;
import dev.taskrunner.server.SecretBook.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.h2.mvstore.MVMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretBookTest {
    private final DataFolder data = DataFolder.open(RoomServerOptions.defaults());
    private final Vault vault = new Vault(SecretsKey.random());
    private final SecretBook book = new SecretBook(data.room("demo"), vault);

    @AfterEach
    void close() {
        data.close();
    }

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

    private static Entry entry(Kind kind, String owner, String id, @Nullable String name) {
        return new Entry(kind, id, owner, "text/plain", name, null);
    }

    private void put(Entry entry, String value) throws Exception {
        onLedger(() -> {
            book.put(entry, value.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            return true;
        });
    }

    private String value(Entry entry) throws Exception {
        return new String(onLedger(() -> book.value(entry)), java.nio.charset.StandardCharsets.UTF_8);
    }

    private void assertRefused(ErrorCode code, Entry entry, int bytes) {
        assertThatThrownBy(() -> put(entry, "x".repeat(bytes)))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        TaskException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @Test
    @DisplayName("The same id is another secret for another owner and of another kind; the same of both is replaced")
    void separate() throws Exception {
        List<Entry> entries = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            entries.add(entry(kind, "alice", "id", "n"));
            entries.add(entry(kind, "bob", "id", "n"));
        }
        for (Entry entry : entries) {
            put(entry, entry.kind() + entry.owner());
        }
        put(entry(Kind.SET, "alice", "id", "renamed"), "replaced");
        assertThat(value(entries.get(0))).isEqualTo("replaced");
        for (Entry entry : entries.subList(1, entries.size())) {
            assertThat(value(entry)).isEqualTo(entry.kind() + entry.owner());
        }
        assertThat(onLedger(() -> book.find(one -> true))).hasSize(6);
        assertThat(onLedger(() -> book.find(one -> "renamed".equals(one.name()))))
                .hasSize(1);
    }

    @Test
    @DisplayName("What was removed is gone, removing it again does nothing, and others stay")
    void removed() throws Exception {
        Entry one = entry(Kind.SET, "alice", "1", null);
        Entry two = entry(Kind.SET, "alice", "2", null);
        put(one, "a");
        put(two, "b");
        for (int i = 0; i < 2; i++) {
            onLedger(() -> {
                book.remove(one);
                return true;
            });
        }
        assertThat(onLedger(() -> book.find(all -> true))).containsExactly(two);
        assertThatThrownBy(() -> value(one)).isInstanceOf(ExecutionException.class);
    }

    @ParameterizedTest
    @DisplayName("A value has its limit exactly, and so have the names around it")
    @ValueSource(ints = {0, 1, 1_000})
    void limits(int more) throws Exception {
        Entry entry = entry(Kind.SET, "alice", "id", "n");
        put(entry, "x".repeat(SecretBook.MAX_VALUE_BYTES));
        assertRefused(ErrorCode.TOO_LARGE, entry, SecretBook.MAX_VALUE_BYTES + 1 + more);
        assertThat(value(entry)).hasSize(SecretBook.MAX_VALUE_BYTES);
        put(entry(Kind.SET, "alice", "i".repeat(2_048), "n".repeat(2_048)), "x");
        assertRefused(ErrorCode.INVALID_REQUEST, entry(Kind.SET, "alice", "i".repeat(2_049 + more), null), 1);
        assertRefused(ErrorCode.INVALID_REQUEST, entry(Kind.SET, "alice", "i", "n".repeat(2_049 + more)), 1);
        assertRefused(ErrorCode.INVALID_REQUEST, entry(Kind.SET, "alice", "i\u0000SET\u0000x", null), 1);
        assertThat(onLedger(() -> book.find(all -> true))).hasSize(2);
    }

    @Test
    @DisplayName("A room has a thousand secrets and no more; those that are there can be replaced")
    void full() throws Exception {
        onLedger(() -> {
            for (int i = 0; i < 1_000; i++) {
                book.put(entry(Kind.SET, "alice", "s" + i, null), new byte[1]);
            }
            return true;
        });
        assertRefused(ErrorCode.TOO_LARGE, entry(Kind.SET, "bob", "s0", null), 1);
        put(entry(Kind.SET, "alice", "s0", null), "new");
        assertThat(value(entry(Kind.SET, "alice", "s0", null))).isEqualTo("new");
    }

    @Test
    @DisplayName("What was put in another's place on the disk does not open, and says what to do")
    void moved() throws Exception {
        put(entry(Kind.SET, "alice", "1", null), "a");
        put(entry(Kind.SET, "mallory", "1", null), "b");
        onLedger(() -> {
            MVMap<String, byte[]> map = data.room("demo").map("secrets");
            List<String> keys = map.keyList();
            assertThat(keys).hasSize(2);
            byte[] first = map.get(keys.get(0));
            map.put(keys.get(0), map.get(keys.get(1)));
            return map.put(keys.get(1), first);
        });
        assertThatThrownBy(() -> onLedger(() -> book.find(all -> true)))
                .hasMessageContaining("cannot be read with the key");
        assertThatThrownBy(() -> value(entry(Kind.SET, "alice", "1", null)))
                .hasMessageContaining("set the secret again");
    }

    @Test
    @DisplayName("Neither an entry nor a key says what it stands for")
    void silent() {
        Entry entry = new Entry(Kind.SET, "the id", "the owner", "t", "the name", "the delegate");
        assertThat(entry.toString()).isEqualTo("Entry[SET]");
        assertThat(vault.blind("text")).matches("[0-9a-f]{64}").isEqualTo(vault.blind("text"));
        assertThat(vault.blind("texu")).isNotEqualTo(vault.blind("text"));
        assertThat(new Vault(SecretsKey.random()).blind("text")).isNotEqualTo(vault.blind("text"));
    }

    @ParameterizedTest
    @DisplayName("What is sealed and then cut or made longer does not open, however short it is")
    @ValueSource(ints = {0, 1, 12, 13, 14, 28, 29, 30, 31, 33, 40})
    void cut(int length) {
        byte[] sealed = vault.seal("here", new byte[] {1, 2, 3});
        assertThat(sealed).hasSize(32);
        assertThatThrownBy(() -> vault.open("here", Arrays.copyOf(sealed, length)))
                .isInstanceOf(TaskException.class)
                .hasMessageContaining("cannot be read");
    }

    @Test
    @DisplayName("Nothing, much and the same are sealed so that they open with this key only")
    void sealed() {
        for (int length : new int[] {0, 1, 16, 100_000}) {
            byte[] plain = new byte[length];
            byte[] sealed = vault.seal("", plain);
            assertThat(vault.open("", sealed)).isEqualTo(plain);
            Vault other = new Vault(SecretsKey.random());
            assertThatThrownBy(() -> other.open("", sealed)).isInstanceOf(TaskException.class);
        }
        assertThat(Vault.of(null, true)).isNull();
        assertThat(Vault.of(null, false)).isNotNull();
    }
}
