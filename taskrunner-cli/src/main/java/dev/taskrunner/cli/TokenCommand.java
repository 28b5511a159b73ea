package dev.taskrunner.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.taskrunner.room.ApiScope;
import dev.taskrunner.room.ParticipantToken;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes a participant token. */
@Command(
        name = "token",
        header = "Print a participant token.",
        description = "It is signed with the API key or the secret, or that of a server started with --dev at --url.")
final class TokenCommand implements Callable<Integer> {
    private static final ObjectMapper PLAIN = new ObjectMapper();

    /** The usual roles; anything else is most likely a mistake. */
    enum Role {
        user,
        agent,
        tool
    }

    private final Shell shell;

    @Option(names = "--name", paramLabel = "NAME", description = "The participant's name. Default: the login name")
    private @Nullable String name;

    @Option(
            names = "--role",
            paramLabel = "ROLE",
            defaultValue = "user",
            description = "user, agent or tool. Default: user")
    private Role role = Role.user;

    @Option(
            names = "--grants",
            paramLabel = "JSON",
            description = {
                "What the participant may do: an object of sections such as {\"agents\":{},\"messaging\":{}}, or an array"
                        + " of {\"name\":…,\"scope\":…}. Inline, @FILE or -. Default: all that agents need"
            })
    private @Nullable String grants;

    @Option(
            names = "--expires",
            paramLabel = "TIME",
            defaultValue = "1h",
            converter = DurationOption.class,
            description = "How long it lasts: 30s, 5m, 1h, 7d. Default: 1h")
    private Duration expires = Duration.ofHours(1);

    @Mixin
    private final Keys keys;

    TokenCommand(Shell shell) {
        this.shell = shell;
        this.keys = new Keys(shell);
    }

    @Override
    public Integer call() {
        if (name != null && name.isEmpty()) {
            throw CliException.usage("--name is empty");
        }
        ParticipantToken.Builder token = ParticipantToken.builder(name == null ? shell.user() : name)
                .role(role.name())
                .room(keys.requiredRoom())
                .expiresIn(expires);
        grant(token);
        Keys.Signer signer = keys.signer()
                .orElseThrow(
                        () -> CliException.usage(
                                "nothing to sign with: give --api-key or --secret, or set MESHAGENT_API_KEY or MESHAGENT_SECRET"));
        shell.line(signer.sign(token.build()));
        return ExitCodes.OK;
    }

    private void grant(ParticipantToken.Builder token) {
        if (grants == null) {
            token.api(ApiScope.agentDefault());
            return;
        }
        JsonNode given = new JsonArgument(shell, "--grants", grants).value();
        if (given.isObject()) {
            Map<String, Object> sections = map(given);
            token.api(ApiScope.parse(sections));
            return;
        }
        if (!given.isArray()) {
            throw CliException.usage("--grants must be a JSON object of sections, or an array of grants");
        }
        for (JsonNode grant : given) {
            if (!grant.path("name").isTextual()) {
                throw CliException.usage("--grants: each grant of an array must have a name");
            }
            token.grant(grant.path("name").textValue(), PLAIN.convertValue(grant.path("scope"), Object.class));
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(JsonNode object) {
        return PLAIN.convertValue(object, Map.class);
    }
}
