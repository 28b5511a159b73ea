package dev.taskrunner.cli;

import dev.taskrunner.TaskSpec;
import dev.taskrunner.room.ApiScope;
import dev.taskrunner.room.ParticipantToken;
import dev.taskrunner.room.Room;
import dev.taskrunner.room.RoomOptions;
import dev.taskrunner.room.TokenException;
import dev.taskrunner.room.TokenSource;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options shared by all that join a room, and the joining. */
final class Connection {
    private static final Duration TOKEN_LIFE = Duration.ofHours(1);
    private static final int PROBE_MILLIS = 2_000;

    private final Shell shell;
    /** Sections that tokens made here allow besides those of an agent. */
    private final List<String> sections;

    @Mixin
    private final Keys keys;

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            description =
                    "A participant token. Default: MESHAGENT_TOKEN; else one is made with the API key or the secret")
    private @Nullable String token;

    @Option(names = "--name", paramLabel = "NAME", description = "Who to be in the room. Default: the login name")
    private @Nullable String name;

    private boolean other;

    Connection(Shell shell) {
        this(shell, List.of());
    }

    /** For commands that need more than an agent does. */
    Connection(Shell shell, List<String> sections) {
        this.shell = shell;
        this.sections = sections;
        this.keys = new Keys(shell);
    }

    /** Has {@code --name} mean somebody else, whom the command is about; one is then who one logged in as. */
    Connection naming() {
        other = true;
        return this;
    }

    /** The name on the command line. */
    @Nullable
    String given() {
        return name;
    }

    /** Where the server is. */
    URI base() {
        return keys.base();
    }

    /** A hint at a room of nearly that name, where this one has nothing of the kind that was looked for. */
    String otherRoom(Room room, List<String> found) {
        List<String> rooms = found.isEmpty() ? OpenRooms.of(base()) : List.of();
        return Suggestions.closest(room.roomName(), rooms)
                .map(name -> "; room '" + room.roomName() + "' has none, did you mean room '" + name + "'?")
                .orElse("");
    }

    /** Tells of what is waited for: a person always, a script only where something else may have been meant. */
    void tellOfWait(Room room, String kind, String name, List<String> names) {
        // Looking at other rooms takes a moment of the wait, which a person does not miss.
        String hint = Suggestions.hint(name, names) + (shell.errTerminal() ? otherRoom(room, names) : "");
        if (shell.errTerminal() || !hint.isEmpty()) {
            shell.tell(kind + " '" + name + "' is not in the room yet" + (hint.isEmpty() ? "; waiting for it" : hint));
        }
    }

    /** Who mistyped a runner's name hears so at once, and not after the wait for it. */
    void tellWhoIsThere(Room room, String agent) {
        List<String> names = room.agents().list().stream().map(TaskSpec::name).toList();
        if (!names.contains(agent)) {
            tellOfWait(room, "agent", agent, names);
        }
    }

    /** What to do in a room. */
    @FunctionalInterface
    interface Work {
        /** Does it; the room is left afterwards. */
        int in(Room room) throws Exception;
    }

    /** Joins for a single request or a few: nothing is tried again. */
    int visit(Work work) throws Exception {
        return join("user", options -> options.reconnect(false), work);
    }

    /** Joins for a single request or a few that must be done by then. */
    int visit(Duration timeout, Work work) throws Exception {
        return join("user", options -> options.reconnect(false).connectTimeout(timeout), work);
    }

    /** Joins until told otherwise: a lost connection is made again. */
    int stay(String role, Work work) throws Exception {
        return join(role, options -> options, work);
    }

    private int join(String role, UnaryOperator<RoomOptions.Builder> more, Work work) throws Exception {
        Room room = Room.connect(more.apply(options(role)).build());
        try {
            return work.in(room);
        } finally {
            // Leaving must not be cut short by the interrupt that ended the work.
            Thread.interrupted();
            room.close();
        }
    }

    private RoomOptions.Builder options(String role) {
        Optional<String> fixed = fixedToken();
        if (fixed.isEmpty()) {
            String room = keys.requiredRoom();
            Keys.Signer signer = keys.signer().orElseThrow(this::noCredentials);
            TokenSource minted = participant -> signer.sign(described(participant, role, room));
            return RoomOptions.builder(keys.address(room), minted).name(ownName());
        }
        ParticipantToken content = decode(fixed.get());
        if (!other && name != null && !name.equals(content.name())) {
            throw CliException.usage(
                    "the token belongs to '" + content.name() + "', so --name cannot be '" + name + "'");
        }
        String room = keys.room().or(content::room).orElseGet(keys::requiredRoom);
        return RoomOptions.builder(keys.address(room), TokenSource.fixed(fixed.get()));
    }

    /** The token to use as it is; an API key or a secret among the options goes before a token of the environment. */
    private Optional<String> fixedToken() {
        if (token != null) {
            return Optional.of(token);
        }
        return keys.fromOptions().isPresent() ? Optional.empty() : shell.variable("MESHAGENT_TOKEN");
    }

    private static ParticipantToken decode(String jwt) {
        try {
            return ParticipantToken.decode(jwt);
        } catch (TokenException e) {
            throw CliException.usage("--token (or MESHAGENT_TOKEN) is no participant token: " + e.getMessage(), e);
        }
    }

    private ParticipantToken described(String participant, String role, String room) {
        ApiScope.Builder scope = ApiScope.agentDefault().toBuilder();
        sections.forEach(scope::allow);
        return ParticipantToken.builder(participant)
                .role(role)
                .room(room)
                .api(scope.build())
                .expiresIn(TOKEN_LIFE)
                .build();
    }

    private String ownName() {
        if (name != null && name.isEmpty()) {
            throw CliException.usage("--name is empty");
        }
        return name == null || other ? shell.user() : name;
    }

    /** Without a server the missing key file is not the user's mistake, so that is looked at first. */
    private CliException noCredentials() {
        URI base = keys.base();
        if (DevKey.isLoopback(base) && !answers(base)) {
            return new CliException(
                    ExitCodes.UNREACHABLE,
                    base + " cannot be reached; 'taskrunner server --dev' starts a room server there",
                    null);
        }
        return CliException.usage("no credentials for " + base
                + ": give --token, --api-key or --secret, or set MESHAGENT_TOKEN, MESHAGENT_API_KEY or MESHAGENT_SECRET"
                + (DevKey.isLoopback(base)
                        ? " (there is no key file of a server started with --dev: " + DevKey.file(shell, base) + ")"
                        : ""));
    }

    private static boolean answers(URI base) {
        try (Socket socket = new Socket()) {
            String host = base.getHost().replace("[", "").replace("]", "");
            socket.connect(new InetSocketAddress(host, DevKey.port(base)), PROBE_MILLIS);
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }
}
