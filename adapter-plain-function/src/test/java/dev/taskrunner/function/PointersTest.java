package dev.taskrunner.function;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.Future;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a validator finds is shown at its place in the JSON, whatever the Java names are. */
class PointersTest {
    enum Kind {
        @JsonProperty("a/b")
        FIRST
    }

    record Inner(@JsonProperty("due~date") @Future LocalDate dueDate) {}

    record Amount(@Digits(integer = 2, fraction = 1) BigDecimal amount) {}

    record Order(
            @JsonProperty("the-inner") @Valid Inner inner,
            @Valid List<Inner> innerList,
            Map<Kind, @Valid Inner> byKind,
            @Valid Optional<Inner> maybe,
            @JsonUnwrapped(prefix = "u_") @Valid Amount flat) {}

    record Address(@Email String mail) {}

    static class Service {
        @Task
        String order(@JsonProperty("first-order") @Valid Order order, @Future LocalDate lastDay) {
            return order.toString() + lastDay;
        }
    }

    private static String order(String inner, String list, String map, String maybe, String amount) {
        return "{\"the-inner\":" + day(inner) + ",\"inner_list\":[" + day("2999") + "," + day(list)
                + "],\"by_kind\":{\"a/b\":" + day(map) + "},\"maybe\":" + day(maybe) + ",\"u_amount\":" + amount + "}";
    }

    private static String day(String year) {
        return "{\"due~date\":\"" + year + "-01-01\"}";
    }

    private static FunctionOptions snake() {
        return FunctionOptions.DEFAULT.withMapper(JsonMapper.builder()
                .findAndAddModules()
                .disable(com.fasterxml.jackson.databind.SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .build());
    }

    @Test
    void placesHaveTheirJsonNames() {
        Promise<Order> it = new Promise<>(TypeToken.of(Order.class), snake());
        it.accepts(order("2999", "2999", "2999", "2999", "12.5"));
        it.refuses(order("1999", "2999", "2999", "2999", "12.5"), "/the-inner/due~0date");
        it.refuses(order("2999", "1999", "2999", "2999", "12.5"), "/inner_list/1/due~0date");
        it.refuses(order("2999", "2999", "1999", "2999", "12.5"), "/by_kind/a~1b/due~0date");
        it.refuses(order("2999", "2999", "2999", "1999", "12.5"), "/maybe/due~0date");
        it.refuses(order("2999", "2999", "2999", "2999", "123.5"), "/u_amount");
    }

    @Test
    void placesWithinParameters() {
        FunctionTaskRunner runner = FunctionTaskRunner.using(snake()).of(new Service(), "order");
        String good = order("2999", "2999", "2999", "2999", "1");
        String bad = order("2999", "1999", "2999", "2999", "1");
        refuses(
                runner,
                "{\"first-order\":" + bad + ",\"last_day\":\"2999-01-01\"}",
                "/first-order/inner_list/1/due~0date");
        refuses(runner, "{\"first-order\":" + good + ",\"last_day\":\"1999-01-01\"}", "/last_day");
    }

    private static void refuses(FunctionTaskRunner runner, String json, String pointer) {
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> Promise.run(runner, json))
                .isInstanceOfSatisfying(
                        dev.taskrunner.TaskException.class,
                        e -> org.assertj.core.api.Assertions.assertThat(e.violations())
                                .singleElement()
                                .satisfies(one -> org.assertj.core.api.Assertions.assertThat(one.pointer())
                                        .isEqualTo(pointer)));
    }

    @Test
    void theSchemaOfAnEmailIsNotStricterThanTheValidator() {
        Promise<Address> it = Promise.of(Address.class);
        it.holds(new Address("a@b.c"));
        it.holds(new Address("a@localhost"));
        it.holds(new Address("x.y+z@example.museum"));
        it.holds(new Address(""));
        it.refuses("{\"mail\":\"x\"}", "/mail");
        it.refuses("{\"mail\":\"a@\"}", "/mail");
        it.refuses("{\"mail\":\"a b@c d\"}", "/mail");
    }
}
