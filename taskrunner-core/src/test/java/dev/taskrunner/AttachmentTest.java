package dev.taskrunner;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AttachmentTest {
    private static final byte[] BYTES = {1, 2, 3};

    @Test
    void copiesWhatItIsMadeOfAndWhatItGives() {
        byte[] given = BYTES.clone();
        Attachment attachment = Attachment.of(given);
        given[0] = 9;
        attachment.toByteArray()[1] = 9;
        assertThat(attachment.toByteArray()).isEqualTo(BYTES);
        assertThat(attachment.size()).isEqualTo(3);
    }

    @Test
    void wrapsTheRest() {
        ByteBuffer buffer = ByteBuffer.wrap(new byte[] {0, 1, 2, 3}).position(1);
        Attachment attachment = Attachment.wrap(buffer);
        assertThat(attachment).isEqualTo(Attachment.of(BYTES)).hasSameHashCodeAs(Attachment.of(BYTES));
        assertThat(attachment).isNotEqualTo(Attachment.of(new byte[3])).isNotEqualTo("x");
    }

    @Test
    void viewsAreIndependentAndReadOnly() throws IOException {
        Attachment attachment = Attachment.of(BYTES);
        ByteBuffer view = attachment.buffer();
        view.get();
        assertThat(view.isReadOnly()).isTrue();
        assertThat(attachment.buffer().remaining()).isEqualTo(3);
        assertThat(attachment.open().readAllBytes()).isEqualTo(BYTES);
        assertThat(attachment).hasToString("Attachment[3 bytes]");
    }

    @Test
    void readsFiles(@TempDir Path folder) throws IOException {
        Path file = Files.write(folder.resolve("f"), BYTES);
        assertThat(Attachment.read(file)).isEqualTo(Attachment.of(BYTES));
    }
}
