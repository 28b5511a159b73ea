package dev.taskrunner.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.JsonFields;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Via.class)
class CurrentSecretsTest extends CurrentCase {
    private static final byte[] VALUE = "s3cret".getBytes(StandardCharsets.UTF_8);

    private static Body set(WireClient client, Map<String, Object> headers) {
        Map<String, Object> content = Map.of("type", "binary", "headers", headers);
        return client.answer(call(client, VALUE, "secrets", "set_secret", "arguments", content));
    }

    @Test
    @DisplayName("§5.9 secrets are set as binary content, and come as files; both generations see the same")
    void setAndGet() {
        WireClient alice = join("alice");
        assertThat(set(alice, Map.of("secret_id", "1", "name", "key", "type", "text/plain", "has_data", true))
                        .json()
                        .string("type"))
                .isEqualTo("json");
        Body file = builtin(alice, "secrets", "get_secret", Map.of("secret_id", "1"));
        assertThat(file.json().string("type")).isEqualTo("file");
        assertThat(file.json().string("name")).isEqualTo("key");
        assertThat(StandardCharsets.UTF_8.decode(file.attachment()).toString()).isEqualTo("s3cret");
        Body listed = builtin(alice, "secrets", "list_secrets", Map.of());
        assertThat(listed.json().object("json").array("secrets")).hasSize(1);
        JsonFields same = classic("alice").requestJson("secrets.list_secrets");
        assertThat(same.array("secrets")).hasSize(1);
    }

    @Test
    @DisplayName("§5.9 a secret that is not there is empty; of others nothing is seen; bad arguments are 1002")
    void missing() {
        WireClient alice = join("alice");
        set(alice, Map.of("secret_id", "1", "name", "key", "type", "text/plain"));
        WireClient bob = join("bob");
        Map<String, Object> which = Map.of("secret_id", "1");
        assertThat(builtin(bob, "secrets", "get_secret", which).json().string("type"))
                .isEqualTo("empty");
        assertThat(number(builtin(bob, "secrets", "get_secret", Map.of()))).isEqualTo(1002);
        assertThat(number(builtin(bob, "secrets", "steal_secret", which))).isEqualTo(1003);
    }

    @Test
    @DisplayName("§5.9 deleting takes a secret away")
    void delete() {
        WireClient alice = join("alice");
        set(alice, Map.of("secret_id", "1", "name", "key", "type", "text/plain"));
        builtin(alice, "secrets", "delete_secret", Map.of("id", "1"));
        Body listed = builtin(alice, "secrets", "list_secrets", Map.of());
        assertThat(listed.json().object("json").array("secrets")).isEqualTo(List.of());
    }

    private static boolean exists(WireClient client, Map<String, ?> which) {
        Body answer = builtin(client, "secrets", "exists", which);
        return Boolean.TRUE.equals(answer.json().object("json").bool("exists"));
    }

    @Test
    @DisplayName("§5.9 exists says what get_secret would find, and nothing of others' secrets")
    void exists() {
        WireClient alice = join("alice");
        set(alice, Map.of("secret_id", "1", "name", "key", "type", "text/plain"));
        set(alice, Map.of("secret_id", "2", "name", "lent", "type", "text/plain", "delegated_to", "bob"));
        assertThat(exists(alice, Map.of("secret_id", "1"))).isTrue();
        assertThat(exists(alice, Map.of("secret_id", "3"))).isFalse();
        assertThat(exists(alice, Map.of("secret_id", "2"))).isFalse();
        assertThat(exists(alice, Map.of("secret_id", "2", "delegated_to", "bob")))
                .isTrue();
        WireClient bob = join("bob");
        assertThat(exists(bob, Map.of("secret_id", "1"))).isFalse();
        assertThat(exists(bob, Map.of("secret_id", "2", "delegated_to", "bob"))).isTrue();
        assertThat(number(builtin(bob, "secrets", "exists", Map.of()))).isEqualTo(1002);
    }

    @Test
    @DisplayName("A secret for another identity is refused by that name, not kept as one's own")
    void forIdentity() {
        WireClient alice = join("alice");
        Map<String, Object> headers = Map.of("secret_id", "1", "name", "k", "type", "t", "for_identity", "bob");
        Body refused = set(alice, headers);
        assertThat(number(refused)).isEqualTo(1002);
        assertThat(WireClient.error(refused)).contains("for_identity");
        assertThat(exists(alice, Map.of("secret_id", "1"))).isFalse();
    }
}
