package dev.taskrunner.function;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A result is written as what it is declared to be. */
class DeclaredTypingTest {
    static class Animal {
        public String name = "a";
    }

    static class Dog extends Animal {
        public String secret = "bone";
    }

    sealed interface Shape permits Circle, Square {}

    record Circle(double radius) implements Shape {}

    record Square(double side) implements Shape {}

    record Farm(
            Animal star,
            List<Animal> list,
            Map<String, Animal[]> arrays,
            Optional<Animal> maybe,
            Object anything,
            List<Shape> shapes,
            Map<String, List<Shape>> more) {}

    record Box<T>(T content, List<T> more) {}

    private static String result(FunctionTaskRunner runner) {
        return Promise.run(runner, "{}").toJson();
    }

    private static Farm farm() {
        return new Farm(
                new Dog(),
                List.of(new Dog()),
                Map.of("k", new Animal[] {new Dog()}),
                Optional.of(new Dog()),
                new Dog(),
                List.of(new Circle(1)),
                Map.of("k", List.of(new Square(2))));
    }

    @Test
    void subclassesBringNothingAlong() {
        FunctionTaskRunner direct = FunctionTaskRunner.of("dog", Animal.class, Dog::new);
        assertThat(result(direct)).isEqualTo("{\"name\":\"a\"}");
        FunctionTaskRunner farm = FunctionTaskRunner.of("farm", Farm.class, DeclaredTypingTest::farm);
        String plain = "{\"name\":\"a\"}";
        assertThat(result(farm))
                .isEqualTo("{\"star\":" + plain + ",\"list\":[" + plain + "],\"arrays\":{\"k\":[" + plain
                        + "]},\"maybe\":" + plain
                        + ",\"anything\":{\"name\":\"a\",\"secret\":\"bone\"},\"shapes\":[{\"type\":\"Circle\",\"radius\":1.0}],"
                        + "\"more\":{\"k\":[{\"type\":\"Square\",\"side\":2.0}]}}");
    }

    @Test
    void elementsOfAListAndOfGenericTypes() {
        FunctionTaskRunner list = FunctionTaskRunner.of(
                "list", TypeToken.of(Void.class), new TypeToken<List<Animal>>() {}, (java.util.function.Function<
                                Void, List<Animal>>)
                        none -> List.of(new Dog(), new Animal()));
        assertThat(result(list)).isEqualTo("[{\"name\":\"a\"},{\"name\":\"a\"}]");
        FunctionTaskRunner box = FunctionTaskRunner.of(
                "box", TypeToken.of(Void.class), new TypeToken<Box<Animal>>() {}, (java.util.function.Function<
                                Void, Box<Animal>>)
                        none -> new Box<>(new Dog(), List.of(new Dog())));
        assertThat(result(box)).isEqualTo("{\"content\":{\"name\":\"a\"},\"more\":[{\"name\":\"a\"}]}");
    }

    @Test
    void sealedValuesKeepTheirNamesInEveryContainer() {
        Promise.of(new TypeToken<List<Shape>>() {}).holds(List.of(new Circle(1), new Square(2)));
        Promise.of(new TypeToken<Map<String, Shape>>() {}).holds(Map.of("k", new Square(2)));
        Promise.of(new TypeToken<Optional<Shape>>() {}).holds(Optional.of(new Circle(1)));
        Promise.of(new TypeToken<Box<Shape>>() {}).holds(new Box<>(new Circle(1), List.of(new Square(3))));
        Promise.of(Shape[].class).holds(new Shape[] {new Circle(1)});
    }
}
