package dev.taskrunner.server;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.wire.RawJson;
import dev.taskrunner.wire.WireException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import org.jspecify.annotations.Nullable;

/** Schemas that agents put into the room's storage, at {@code .schemas/<extension>.json} (section 7.1) or elsewhere. Stateless; reads files. */
final class StoredSchemas implements DocumentBook.Schemas {
    private static final int MAX_BYTES = 1 << 20;

    private final Storage storage;

    StoredSchemas(Storage storage) {
        this.storage = storage;
    }

    static String path(String extension) {
        return ".schemas/" + extension + ".json";
    }

    @Override
    public @Nullable RawJson find(String extension) {
        String path = path(extension);
        return isFile(path) ? read(path) : null;
    }

    @Override
    public RawJson at(String path) {
        if (!isFile(path)) {
            throw new TaskException(ErrorCode.NOT_FOUND, "there is no schema '" + path + "' in the room's storage");
        }
        return read(path);
    }

    private boolean isFile(String path) {
        return Boolean.FALSE.equals(storage.stat(path).bool("is_folder"));
    }

    private RawJson read(String path) {
        try (SeekableByteChannel file = storage.read(path)) {
            if (file.size() > MAX_BYTES) {
                throw new TaskException(
                        ErrorCode.TOO_LARGE, "the schema " + path + " has more than " + MAX_BYTES + " bytes");
            }
            ByteBuffer bytes = ByteBuffer.allocate((int) file.size());
            while (bytes.hasRemaining() && file.read(bytes) >= 0) {
                continue;
            }
            RawJson schema = RawJson.parse(bytes.array());
            if (!schema.isObject()) {
                throw new TaskException(ErrorCode.FAILED, "the schema " + path + " is no JSON object");
            }
            return schema;
        } catch (IOException e) {
            throw DiskProblems.failure("the schema " + path + " cannot be read", e);
        } catch (WireException e) {
            throw new TaskException(ErrorCode.FAILED, "the schema " + path + " is no JSON", e);
        }
    }
}
