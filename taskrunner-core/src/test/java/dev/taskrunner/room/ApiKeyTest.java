package dev.taskrunner.room;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("§13-57, current 58: API keys")
class ApiKeyTest {

    private static final String ONES = "_____________________w";

    @ParameterizedTest(name = "§13-57 {3}")
    @CsvSource({
        "00112233-4455-6677-8899-aabbccddeeff, fedcba98-7654-3210-fedc-ba9876543210, s3cr3t-with-dashes,"
                + " ma-ABEiM0RVZneImaq7zN3u_w-_ty6mHZUMhD.3LqYdlQyEA-s3cr3t-with-dashes",
        "11111111-2222-3333-4444-555555555555, aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee, s3cr3t-with-dash,"
                + " ma-ERERESIiMzNERFVVVVVVVQ-qqqqqru7zMzd3e7u7u7u7g-s3cr3t-with-dash",
        "ffffffff-ffff-ffff-ffff-ffffffffffff, fbefbefb-efbe-fbef-befb-efbefbefbefb, x,"
                + " ma-_____________________w-.....................w-x",
    })
    void vectorsBothWays(UUID id, UUID project, String secret, String text) {
        ApiKey key = new ApiKey(id, project, secret);
        assertThat(key.encode()).isEqualTo(text);
        assertThat(ApiKey.parse(text)).isEqualTo(key).hasSameHashCodeAs(key);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "",
                "ma-",
                "ma-a-b-c",
                "xx-" + ONES + "-" + ONES + "-TOPSECRET",
                "ma-" + ONES + "-" + ONES,
                "ma-" + ONES + "-" + ONES + "-",
                "ma-" + ONES + "w-" + ONES + "-TOPSECRET",
                "ma-!____________________w-" + ONES + "-TOPSECRET",
                "ma-" + ONES + "-________/____________w-TOPSECRET",
            })
    void garbageIsRefusedWithoutQuotingIt(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ApiKey.parse(text))
                .withMessageNotContainingAny("TOPSECRET", ONES)
                .withNoCause();
    }

    @Test
    void theSecretIsHidden() {
        assertThat(new ApiKey(new UUID(1, 2), new UUID(3, 4), "TOPSECRET").toString())
                .contains(new UUID(1, 2).toString())
                .doesNotContain("TOPSECRET");
    }
}
