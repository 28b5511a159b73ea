package dev.taskrunner.function;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import jakarta.validation.constraints.Future;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;

class FunctionOptionsTest {
    record Camel(int firstNumber) {}

    record Late(@Future LocalDate day) {}

    @Test
    void laterChangesToTheMapperDoNotMatter() {
        JsonMapper mapper = JsonMapper.builder().build();
        FunctionOptions options = FunctionOptions.DEFAULT.withMapper(mapper);
        mapper.setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE);
        new Promise<>(TypeToken.of(Camel.class), options).accepts("{\"firstNumber\":1}");
    }

    @Test
    void theMapperOfTheCallerIsLeftAlone() {
        JsonMapper mapper = JsonMapper.builder().build();
        new Promise<>(TypeToken.of(Camel.class), FunctionOptions.DEFAULT.withMapper(mapper));
        assertThat(mapper.getRegisteredModuleIds()).isEmpty();
        assertThat(mapper.isEnabled(com.fasterxml.jackson.databind.SerializationFeature.FAIL_ON_EMPTY_BEANS))
                .isTrue();
    }

    @Test
    void copiesKeepEverythingElse() {
        FunctionOptions options = FunctionOptions.DEFAULT
                .withUnknownProperties(true)
                .withProfile(SchemaProfile.OPENAI_STRICT)
                .withValidator(false);
        assertThat(options.unknownAllowed()).isTrue();
        assertThat(options.profile()).isEqualTo(SchemaProfile.OPENAI_STRICT);
        assertThat(options.validated()).isFalse();
        assertThat(options.mapper()).isNull();
        assertThat(FunctionOptions.DEFAULT.unknownAllowed()).isFalse();
        assertThat(FunctionOptions.DEFAULT.validated()).isTrue();
    }

    @Test
    void equalSettingsAreEqual() {
        FunctionOptions one = FunctionOptions.DEFAULT.withUnknownProperties(true);
        assertThat(one).isEqualTo(FunctionOptions.DEFAULT.withUnknownProperties(true));
        assertThat(one).hasSameHashCodeAs(FunctionOptions.DEFAULT.withUnknownProperties(true));
        assertThat(one)
                .isNotEqualTo(FunctionOptions.DEFAULT)
                .isNotEqualTo(one.withValidator(false))
                .isNotEqualTo(one.withProfile(SchemaProfile.OPENAI_STRICT))
                .isNotEqualTo(one.withMapper(new JsonMapper()))
                .isNotEqualTo("text");
    }

    @Test
    void theValidatorCanBeLeftOut() {
        String past = "{\"day\":\"1999-01-01\"}";
        Promise.of(Late.class).refuses(past, "/day");
        new Promise<>(TypeToken.of(Late.class), FunctionOptions.DEFAULT.withValidator(false)).accepts(past);
    }
}
