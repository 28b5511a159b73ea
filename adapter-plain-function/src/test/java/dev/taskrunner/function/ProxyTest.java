package dev.taskrunner.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskrunner.Attachment;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.room.Room;
import dev.taskrunner.server.RoomServer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A typed client through a real room. */
class ProxyTest {
    record Add(int a, int b) {}

    record Sum(int sum) {}

    sealed interface Shape permits Circle, Square {}

    record Circle(double radius) implements Shape {}

    record Square(double side) implements Shape {}

    interface Calculator {
        @Task
        Sum add(Add numbers);

        @Task(name = "plus")
        int sum(int a, int b);

        @Task
        CompletionStage<Sum> addLater(Add numbers);

        @Task
        Optional<Sum> maybe(boolean really);

        @Task
        Shape grow(Shape shape, double by);

        @Task
        List<Shape> all(List<Shape> shapes);

        @Task
        void fails(String text);

        @Task
        int size(Attachment attachment);

        @Task(name = "shout")
        String loud(String text);

        default int twice(int a) {
            return sum(a, a);
        }
    }

    static class Local implements Calculator {
        @Override
        public Sum add(Add numbers) {
            return new Sum(numbers.a() + numbers.b());
        }

        @Override
        public int sum(int a, int b) {
            return a + b;
        }

        @Override
        public CompletionStage<Sum> addLater(Add numbers) {
            return CompletableFuture.completedFuture(add(numbers));
        }

        @Override
        public Optional<Sum> maybe(boolean really) {
            return really ? Optional.of(new Sum(1)) : Optional.empty();
        }

        @Override
        public Shape grow(Shape shape, double by) {
            return shape instanceof Circle circle ? new Circle(circle.radius() + by) : new Square(by);
        }

        @Override
        public List<Shape> all(List<Shape> shapes) {
            return shapes;
        }

        @Override
        public void fails(String text) {
            throw new TaskException(ErrorCode.DENIED, text);
        }

        @Override
        public int size(Attachment attachment) {
            return attachment.size();
        }

        @Override
        public String loud(String text) {
            return text + "!";
        }
    }

    private RoomServer server;
    private Room host;
    private Room caller;

    @BeforeEach
    void open() {
        server = RoomServer.start();
        host = Room.connect(server.uri("demo"), server.token("demo", "host"));
        caller = Room.connect(server.uri("demo"), server.token("demo", "alice"));
    }

    @AfterEach
    void close() {
        caller.close();
        host.close();
        server.close();
    }

    @Test
    void everyMethodAsksItsRunner() throws Exception {
        FunctionTaskRunner.allOf(new Local()).forEach(host::serve);
        Calculator remote = caller.agents().proxy(Calculator.class);
        assertThat(remote.add(new Add(1, 2))).isEqualTo(new Sum(3));
        assertThat(remote.sum(1, 2)).isEqualTo(3);
        assertThat(remote.twice(4)).isEqualTo(8);
        assertThat(remote.addLater(new Add(3, 4)).toCompletableFuture().get()).isEqualTo(new Sum(7));
        assertThat(remote.maybe(false)).isEmpty();
        assertThat(remote.maybe(true)).contains(new Sum(1));
        assertThat(remote.grow(new Circle(1), 2)).isEqualTo(new Circle(3));
        assertThat(remote.all(List.of(new Square(1), new Circle(2)))).containsExactly(new Square(1), new Circle(2));
        assertThat(remote.size(Attachment.of(new byte[5]))).isEqualTo(5);
        assertThat(remote.loud("a")).isEqualTo("a!");
        assertThatThrownBy(() -> remote.fails("no")).isInstanceOfSatisfying(TaskException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.DENIED);
            assertThat(e.text()).isEqualTo("no");
        });
    }

    @Test
    void runnersMadeOfLambdasToo() {
        host.serve(FunctionTaskRunner.of("add", Add.class, Sum.class, in -> new Sum(in.a() + in.b())));
        host.serve(FunctionTaskRunner.of("shout", String.class, String.class, text -> text + "?"));
        Calculator remote = caller.agents().proxy(Calculator.class);
        assertThat(remote.add(new Add(1, 2))).isEqualTo(new Sum(3));
        assertThat(remote.loud("a")).isEqualTo("a?");
        assertThatThrownBy(() -> remote.sum(1, 2))
                .isInstanceOfSatisfying(
                        TaskException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNKNOWN_AGENT));
    }

    @Test
    void wrongArgumentsComeBackWithPointers() {
        host.serve(FunctionTaskRunner.of("add", Add.class, Sum.class, in -> new Sum(in.a() + in.b())));
        assertThatThrownBy(() -> caller.agents().ask("add", Map.of("a", "x", "b", 2)))
                .isInstanceOfSatisfying(
                        TaskException.class,
                        e -> assertThat(e.violations().get(0).pointer()).isEqualTo("/a"));
        host.serve(FunctionTaskRunner.of("area", Shape.class, Double.class, shape -> 1.0));
        assertThat(caller.agents().ask("area", new Circle(1), Double.class)).isEqualTo(1.0);
    }

    @Test
    void interfacesThatCannotWorkAreRefused() {
        assertThatThrownBy(() -> caller.agents().proxy(String.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("interface");
        assertThatThrownBy(() -> caller.agents().proxy(Runnable.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("@Task");
    }
}
