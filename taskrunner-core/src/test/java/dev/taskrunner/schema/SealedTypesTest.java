package dev.taskrunner.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonValue;
import org.junit.jupiter.api.Test;

class SealedTypesTest {
    sealed interface Shape permits Circle, Round, Unit {}

    record Circle(double radius) implements Shape {}

    sealed interface Round extends Shape permits Ball, Wheel {}

    record Ball() implements Round {}

    static non-sealed class Wheel implements Round {}

    static class BigWheel extends Wheel {}

    enum Unit implements Shape {
        ONE {
            @Override
            public String toString() {
                return "1";
            }
        }
    }

    sealed interface Typed permits WithField, WithGetter {}

    record WithField(String type) implements Typed {}

    static final class WithGetter implements Typed {
        public String getType() {
            return "t";
        }
    }

    sealed interface Twins permits A.Same, B.Same, Other {}

    static final class A {
        record Same() implements Twins {}
    }

    static final class B {
        record Same() implements Twins {}
    }

    record Other() implements Twins {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
    sealed interface Annotated permits OfAnnotated {}

    record OfAnnotated() implements Annotated {}

    @JsonSubTypes(@JsonSubTypes.Type(OfListed.class))
    sealed interface Listed permits OfListed {}

    record OfListed() implements Listed {}

    sealed interface Wrapping permits Value {}

    record Value(@JsonValue String text) implements Wrapping {}

    record Alone(int a) {}

    @Test
    void theRootIsTheOutermostSealedType() {
        assertThat(SealedTypes.root(Shape.class)).contains(Shape.class);
        assertThat(SealedTypes.root(Round.class)).contains(Shape.class);
        assertThat(SealedTypes.root(Ball.class)).contains(Shape.class);
        assertThat(SealedTypes.root(BigWheel.class)).contains(Shape.class);
    }

    @Test
    void whatHasNoRuleHasNoRoot() {
        assertThat(SealedTypes.root(Alone.class)).isEmpty();
        assertThat(SealedTypes.root(Unit.class)).isEmpty();
        assertThat(SealedTypes.root(int.class)).isEmpty();
        assertThat(SealedTypes.root(Shape[].class)).isEmpty();
        assertThat(SealedTypes.root(java.lang.constant.ConstantDesc.class)).isEmpty();
    }

    @Test
    void annotationsOfJacksonDecideInstead() {
        assertThat(SealedTypes.root(OfAnnotated.class)).isEmpty();
        assertThat(SealedTypes.root(Value.class)).isEmpty();
        assertThat(SealedTypes.name(OfAnnotated.class)).isEmpty();
        assertThat(SealedTypes.subtypes(Listed.class)).isEmpty();
    }

    @Test
    void subtypesAreTheConcreteOnesInOrder() {
        assertThat(SealedTypes.subtypes(Shape.class))
                .containsExactly(Circle.class, Ball.class, Wheel.class, Unit.class);
        assertThat(SealedTypes.subtypes(Circle.class)).isEmpty();
    }

    @Test
    void namesAreSimpleUnlessTheyWouldBeEqual() {
        assertThat(SealedTypes.name(Circle.class)).contains("Circle");
        assertThat(SealedTypes.name(A.Same.class)).contains("A.Same");
        assertThat(SealedTypes.name(B.Same.class)).contains("B.Same");
        assertThat(SealedTypes.name(Other.class)).contains("Other");
        assertThat(SealedTypes.name(Alone.class)).isEmpty();
    }

    @Test
    void thePropertyMakesWayForAMemberOfThatName() {
        assertThat(SealedTypes.property(Shape.class)).isEqualTo("type");
        assertThat(SealedTypes.property(Typed.class)).isEqualTo("@type");
    }
}
