package dev.taskrunner.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Supplier;

/** What the two ends of a relay do with a message. */
interface RelayWork {
    /** Makes each question of the caller: bytes that nobody changes. */
    Supplier<ByteBuffer> questions(byte[] arguments) throws IOException;

    /** The runner's work. */
    ByteBuffer[] answer(ByteBuffer question) throws IOException;

    /** Whether the caller got the answer to arguments of so many bytes. */
    boolean isRight(ByteBuffer answer, int size) throws IOException;

    /** Bytes that nobody looks into. */
    RelayWork BYTES = new RelayWork() {
        @Override
        public Supplier<ByteBuffer> questions(byte[] arguments) {
            return () -> ByteBuffer.wrap(arguments);
        }

        @Override
        public ByteBuffer[] answer(ByteBuffer question) {
            return Payload.increment(question);
        }

        @Override
        public boolean isRight(ByteBuffer answer, int size) {
            return Payload.isAnswer(answer, size);
        }
    };

    /**
     * The least that a real ask must do: both ends write JSON from a tree and parse it into one, once, and the runner validates
     * arguments and answer.
     */
    RelayWork JSON = new RelayWork() {
        private final ObjectMapper mapper = new ObjectMapper();

        @Override
        public Supplier<ByteBuffer> questions(byte[] arguments) throws IOException {
            JsonNode tree = mapper.readTree(arguments);
            return () -> write(tree);
        }

        @Override
        public ByteBuffer[] answer(ByteBuffer question) throws IOException {
            JsonNode arguments = validated(read(question));
            return new ByteBuffer[] {write(validated(RoomSubject.increment(arguments)))};
        }

        private JsonNode validated(JsonNode value) throws IOException {
            if (!Payload.SCHEMA.validate(value).isEmpty()) {
                throw new IOException("the payload does not match its schema");
            }
            return value;
        }

        @Override
        public boolean isRight(ByteBuffer answer, int size) throws IOException {
            return read(answer).path(Payload.LIMIT).intValue() == Payload.ANSWERED;
        }

        private JsonNode read(ByteBuffer json) throws IOException {
            byte[] bytes = new byte[json.remaining()];
            json.get(bytes);
            return mapper.readTree(bytes);
        }

        private ByteBuffer write(JsonNode tree) {
            try {
                return ByteBuffer.wrap(mapper.writeValueAsBytes(tree));
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    };
}
