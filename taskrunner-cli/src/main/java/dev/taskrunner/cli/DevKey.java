package dev.taskrunner.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The key file of a server started with {@code --dev}: its secret, for commands of the same user on the same machine. Nobody
 * else can read it, and it goes when the server does.
 */
final class DevKey implements AutoCloseable {
    private static final int SECRET_BYTES = 32;

    private final Path file;
    private final String secret;

    private DevKey(Path file, String secret) {
        this.file = file;
        this.secret = secret;
    }

    /** A secret that nobody can guess. */
    static String randomSecret() {
        byte[] bytes = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /**
     * Writes the key file for a server. It appears whole or not at all, and replaces that of a server that was killed.
     *
     * @throws CliException if the file cannot be written
     */
    static DevKey write(Shell shell, URI url, String secret) {
        Path file = file(shell, port(url));
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("url", url.toString());
        content.put("secret", secret);
        content.put("pid", ProcessHandle.current().pid());
        try {
            Files.createDirectories(file.toAbsolutePath().getParent(), ownerOnly("rwx------"));
            Path draft =
                    Files.createTempFile(file.toAbsolutePath().getParent(), "dev-", ".tmp", ownerOnly("rw-------"));
            Files.writeString(draft, Json.write(content) + "\n");
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return new DevKey(file, secret);
        } catch (IOException e) {
            throw new CliException(
                    ExitCodes.FAILED, "the key file " + file + " cannot be written: " + FileProblems.reason(e), e);
        }
    }

    /** The secret of the server at a loopback address, if it was started with {@code --dev} by this user. */
    static Optional<String> find(Shell shell, URI url) {
        return isLoopback(url) ? read(file(shell, port(url))) : Optional.empty();
    }

    /** Where the key file for an address is, or would be. */
    static Path file(Shell shell, URI url) {
        return file(shell, port(url));
    }

    private static Path file(Shell shell, int port) {
        return stateFolder(shell).resolve("dev-" + port + ".json");
    }

    /** Where this command keeps what it must remember. */
    static Path stateFolder(Shell shell) {
        Path state = shell.variable("XDG_STATE_HOME")
                .map(Path::of)
                .orElseGet(() -> shell.home().resolve(".local").resolve("state"));
        return state.resolve("taskrunner");
    }

    private static Optional<String> read(Path file) {
        if (!Files.isReadable(file)) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(
                    Json.read(Files.readString(file)).path("secret").textValue());
        } catch (JsonProcessingException e) {
            throw new CliException(ExitCodes.FAILED, "the key file " + file + " is damaged; remove it", e);
        } catch (IOException e) {
            // It went between the two looks: the server ended.
            return Optional.empty();
        }
    }

    static boolean isLoopback(URI url) {
        String host = url.getHost();
        return host.equalsIgnoreCase("localhost") || host.matches("127(\\.\\d{1,3}){3}") || host.equals("[::1]");
    }

    static int port(URI url) {
        boolean secure = url.getScheme().equals("wss") || url.getScheme().equals("https");
        return url.getPort() >= 0 ? url.getPort() : secure ? 443 : 80;
    }

    private static FileAttribute<?>[] ownerOnly(String permissions) {
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    Path path() {
        return file;
    }

    /** Removes the file, unless another server has written its own since. */
    @Override
    public void close() {
        try {
            if (read(file).filter(secret::equals).isPresent()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new CliException(
                    ExitCodes.FAILED, "the key file " + file + " cannot be removed: " + FileProblems.reason(e), e);
        }
    }
}
