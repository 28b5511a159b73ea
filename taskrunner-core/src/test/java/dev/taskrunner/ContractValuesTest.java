package dev.taskrunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskrunner.schema.Violation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The small values of the contract: options, delegation, error codes, exceptions, progress, participants. */
class ContractValuesTest {

    @Test
    void askOptions() {
        assertThat(AskOptions.DEFAULT.timeout()).isEmpty();
        assertThat(AskOptions.DEFAULT.onBehalfOf()).isEmpty();
        assertThat(AskOptions.DEFAULT.attachment()).isEmpty();
        assertThat(AskOptions.DEFAULT.toolkits()).isEmpty();
        assertThat(AskOptions.DEFAULT.progress()).isEmpty();
        assertThat(AskOptions.timeout(Duration.ofSeconds(1)).timeout()).contains(Duration.ofSeconds(1));

        List<Progress> heard = new ArrayList<>();
        AskOptions.Builder builder = AskOptions.builder()
                .onBehalfOf("p")
                .attachment(Attachment.of(new byte[1]))
                .toolkit("math")
                .toolkit("text", "upper", "lower")
                .progress(heard::add);
        AskOptions options = builder.build();
        builder.toolkit("later").onBehalfOf("q");
        assertThat(options.onBehalfOf()).contains("p");
        assertThat(options.attachment()).isPresent();
        assertThat(options.toolkits())
                .containsExactly(RequiredToolkit.of("math"), RequiredToolkit.of("text", "upper", "lower"));
        options.progress().orElseThrow().accept(Progress.of("x"));
        assertThat(heard).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1})
    void aTimeoutIsMoreThanZero(long millis) {
        assertThatIllegalArgumentException().isThrownBy(() -> AskOptions.timeout(Duration.ofMillis(millis)));
    }

    @Test
    void delegation() {
        Delegation root = Delegation.ROOT;
        assertThat(root.depth()).isZero();
        assertThat(root.callsLeft()).isEqualTo(Delegation.DEFAULT_CALLS);
        Delegation deeper = root.enter("a").enter("b");
        assertThat(deeper.chain()).containsExactly("a", "b");
        assertThat(deeper.depth()).isEqualTo(2);
        assertThat(deeper.callsLeft()).isEqualTo(Delegation.DEFAULT_CALLS - 2);
        assertThat(root.chain()).isEmpty();
        List<String> chain = new ArrayList<>(List.of("x"));
        Delegation copied = new Delegation(chain, 1);
        chain.add("y");
        assertThat(copied.chain()).containsExactly("x");
    }

    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void errorCodesHaveStableNames(ErrorCode code) {
        assertThat(code.wireName()).matches("[a-z]+(_[a-z]+)*");
        assertThat(ErrorCode.fromWireName(code.wireName())).isSameAs(code);
    }

    @Test
    void errorCodes() {
        assertThat(ErrorCode.AGENT_BUSY.wireName()).isEqualTo("agent_busy");
        assertThat(ErrorCode.fromWireName("no_such_code")).isSameAs(ErrorCode.FAILED);
        assertThat(ErrorCode.fromWireName("AGENT_BUSY")).isSameAs(ErrorCode.FAILED);
        assertThat(java.util.Arrays.stream(ErrorCode.values()).filter(ErrorCode::isRetriable))
                .containsExactly(
                        ErrorCode.UNKNOWN_AGENT,
                        ErrorCode.AGENT_BUSY,
                        ErrorCode.AGENT_LEFT,
                        ErrorCode.TIMED_OUT,
                        ErrorCode.CONNECTION_LOST,
                        ErrorCode.RATE_LIMITED,
                        ErrorCode.UNAVAILABLE);
    }

    @Test
    void taskExceptions() {
        Violation one = new Violation("/a", "type", "integer", "string", "/a: no integer");
        Violation two = new Violation("", "required", "b", "nothing", "b is missing");
        TaskException invalid =
                TaskException.invalid(ErrorCode.INVALID_ARGUMENTS, "arguments of add", List.of(one, two));
        assertThat(invalid.text()).isEqualTo("arguments of add do not match the schema:\n/a: no integer\nb is missing");
        assertThat(invalid.violations()).containsExactly(one, two);
        assertThat(invalid.isRetriable()).isFalse();
        TaskException again = invalid.rethrown();
        assertThat(again.code()).isEqualTo(invalid.code());
        assertThat(again.violations()).containsExactly(one, two);
        assertThat(again).hasCause(invalid).hasMessage(invalid.text());
        TaskException busy = new TaskException(ErrorCode.AGENT_BUSY, "busy");
        assertThat(busy.isRetriable()).isTrue();
        assertThat(busy.violations()).isEmpty();
        assertThat(busy.getCause()).isNull();
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.01, 1.01, Double.NaN, Double.POSITIVE_INFINITY})
    void aFractionIsFromZeroToOne(double fraction) {
        assertThatIllegalArgumentException().isThrownBy(() -> Progress.of(fraction));
    }

    @Test
    void progress() {
        assertThat(Progress.of(0).fraction()).isEqualTo(0.0);
        assertThat(Progress.of(1).fraction()).isEqualTo(1.0);
        assertThat(Progress.of("x")).isEqualTo(new Progress(null, "x", null));
    }

    @Test
    void participants() {
        Map<String, Object> attributes = new HashMap<>();
        attributes.put("k", null);
        Participant participant = new Participant("1", "n", "user", attributes);
        attributes.put("later", 1);
        assertThat(participant.attributes()).containsOnlyKeys("k");
        assertThatThrownBy(() -> participant.attributes().clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThat(Participant.unknown("7")).isEqualTo(new Participant("7", "", "user", Map.of()));
    }
}
