package dev.taskrunner.testing;

import dev.taskrunner.room.Room;
import dev.taskrunner.room.RoomOptions;
import dev.taskrunner.server.RoomServer;
import dev.taskrunner.server.RoomServerOptions;
import java.net.URI;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.opentest4j.TestAbortedException;

/**
 * Gives tests a room server and joined rooms, and takes them back afterwards. When a test fails, what went over its connections
 * is printed; when it passes, nothing is.
 *
 * <pre>{@code
 * @ExtendWith(RoomExtension.class)
 * class AddTest {
 *     @Test
 *     void adds(@As("calculator") Room calculator, @As("alice") Room alice) {
 *         calculator.serve(add);
 *         assertThat(alice.agents().ask("calculator", Map.of("a", 1, "b", 2)).asMap()).containsEntry("sum", 3);
 *     }
 * }
 * }</pre>
 *
 * <p>Parameters may be a {@link Room} (named by {@link As}, else {@code "tester"}), the {@link RoomServer}, the room's
 * {@link URI}, or the whole {@link RoomFixture}. With {@code @RegisterExtension}, make it with {@link #inMemory()} or
 * {@link #builder()}; with {@code @ExtendWith}, {@link InMemoryRooms} on the class does without sockets.
 *
 * <p>Holds no state of its own, so tests may run in parallel.
 */
public final class RoomExtension implements ParameterResolver, BeforeEachCallback, AfterEachCallback {
    /** The key of the report entry that holds the transcript of a failed test. */
    public static final String TRANSCRIPT = "taskrunner.transcript";

    private static final Namespace NAMESPACE = Namespace.create(RoomExtension.class);
    private static final String NOBODY_IN_PARTICULAR = "tester";
    private static final Set<Class<?>> TYPES = Set.of(Room.class, RoomServer.class, URI.class, RoomFixture.class);

    private final Builder values;

    /** Over sockets, with a server for each test. */
    public RoomExtension() {
        this(new Builder());
    }

    private RoomExtension(Builder values) {
        this.values = values;
    }

    /**
     * Without sockets: the same bytes, handed over in memory.
     *
     * @return the extension, with a server for each test
     */
    public static RoomExtension inMemory() {
        return builder().inMemory().build();
    }

    /**
     * Starts with the defaults.
     *
     * @return a builder for sockets, a server for each test, and the default options of server and rooms
     */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return TYPES.contains(parameter.getParameter().getType());
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        RoomFixture fixture = fixture(context);
        Class<?> type = parameter.getParameter().getType();
        if (type == Room.class) {
            return fixture.room(
                    parameter.findAnnotation(As.class).map(As::value).orElse(NOBODY_IN_PARTICULAR));
        }
        if (type == RoomServer.class) {
            return fixture.server();
        }
        return type == URI.class ? fixture.uri() : fixture;
    }

    private RoomFixture fixture(ExtensionContext context) {
        ExtensionContext owner = values.perClass ? ofClass(context) : context;
        if (!values.perClass && context.getTestMethod().isEmpty()) {
            throw new ParameterResolutionException(
                    "rooms belong to a test here; build the RoomExtension with perClass() to have them in a constructor,"
                            + " in @BeforeAll or in @AfterAll");
        }
        return owner.getStore(NAMESPACE)
                .computeIfAbsent(RoomFixture.class, key -> values.fixture(context), RoomFixture.class);
    }

    private static ExtensionContext ofClass(ExtensionContext context) {
        ExtensionContext owner = context;
        while (owner.getTestMethod().isPresent() && owner.getParent().isPresent()) {
            owner = owner.getParent().get();
        }
        return owner;
    }

    /** A test's transcript begins with the test, also where tests share a server. */
    @Override
    public void beforeEach(ExtensionContext context) {
        RoomFixture fixture = existing(context);
        if (fixture != null && values.perClass) {
            fixture.recorded().clear();
        }
    }

    /** Runs after the test's own {@code @AfterEach} methods and before anything is closed. */
    @Override
    public void afterEach(ExtensionContext context) {
        RoomFixture fixture = existing(context);
        Throwable failure = context.getExecutionException().orElse(null);
        if (fixture == null || failure == null || failure instanceof TestAbortedException) {
            return;
        }
        String text = fixture.transcript();
        context.publishReportEntry(TRANSCRIPT, text.isEmpty() ? "(nothing went over the connections)" : text);
        System.err.println("Transcript of " + context.getRequiredTestClass().getSimpleName() + "."
                + context.getDisplayName() + ", which failed:\n" + text);
    }

    private @Nullable RoomFixture existing(ExtensionContext context) {
        return context.getStore(NAMESPACE).get(RoomFixture.class, RoomFixture.class);
    }

    /** Collects how servers are started and rooms joined; not for several threads. */
    public static final class Builder {
        private @Nullable Boolean inMemory;
        private boolean perClass;
        private String room = "test";
        private UnaryOperator<RoomServerOptions.Builder> server = UnaryOperator.identity();
        private UnaryOperator<RoomOptions.Builder> options = UnaryOperator.identity();

        private Builder() {}

        /**
         * Does without sockets.
         *
         * @return this
         */
        public Builder inMemory() {
            this.inMemory = true;
            return this;
        }

        /**
         * Keeps one server and its rooms for all tests of a class.
         *
         * @return this
         */
        public Builder perClass() {
            this.perClass = true;
            return this;
        }

        /**
         * Names the room.
         *
         * @param name {@code test} unless set
         * @return this
         */
        public Builder room(String name) {
            this.room = name;
            return this;
        }

        /**
         * Changes the server's options; applied again at each start.
         *
         * @param change takes a builder on which a secret is set, and gives back what to build
         * @return this
         */
        public Builder server(UnaryOperator<RoomServerOptions.Builder> change) {
            this.server = change;
            return this;
        }

        /**
         * Changes how rooms are joined.
         *
         * @param change takes a builder, and gives back what to build
         * @return this
         */
        public Builder rooms(UnaryOperator<RoomOptions.Builder> change) {
            this.options = change;
            return this;
        }

        /**
         * Makes the extension.
         *
         * @return the extension
         */
        public RoomExtension build() {
            Builder copy = new Builder();
            copy.inMemory = inMemory;
            copy.perClass = perClass;
            copy.room = room;
            copy.server = server;
            copy.options = options;
            return new RoomExtension(copy);
        }

        private RoomFixture fixture(ExtensionContext context) {
            boolean memory = inMemory != null
                    ? inMemory
                    : context.getRequiredTestClass().isAnnotationPresent(InMemoryRooms.class);
            Speaking speaking = context.getRequiredTestClass().getAnnotation(Speaking.class);
            UnaryOperator<RoomOptions.Builder> joined =
                    speaking == null ? options : builder -> options.apply(builder.generation(speaking.value()));
            return new RoomFixture(memory, room, server, joined);
        }
    }
}
