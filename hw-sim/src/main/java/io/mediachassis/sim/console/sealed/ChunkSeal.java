package io.mediachassis.sim.console.sealed;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Media encrypted with AES-256 in GCM, chunk by chunk: any range can be opened by itself, and none can be changed, swapped,
 * left out or cut off unnoticed. A key is of one file alone, so that the chunk's number is a nonce that never comes twice
 * (NIST SP 800-38D). One thread.
 */
public final class ChunkSeal {
    /** As the meta data server names it. */
    public static final String CIPHER = "AES-256-GCM-CHUNKS";

    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private final SecretKeySpec key;
    private final ChunkLayout layout;
    private final byte[] header;

    /**
     * For one file.
     *
     * @param chunk bytes of media in a chunk, 1024 to 1048576
     * @param bytes of the media
     */
    public ChunkSeal(byte[] key, int chunk, long bytes) {
        if (key.length != KEY_BYTES) {
            throw new IllegalArgumentException("a key has " + KEY_BYTES + " bytes, not " + key.length);
        }
        this.key = new SecretKeySpec(key, "AES");
        this.layout = new ChunkLayout(chunk, bytes);
        byte[] name = CIPHER.getBytes(StandardCharsets.US_ASCII);
        this.header = ByteBuffer.allocate(name.length + 12).put(name).putInt(chunk).putLong(bytes).array();
    }

    /** A key of a new file. */
    public static byte[] newKey() {
        byte[] key = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(key);
        return key;
    }

    /** Bytes that the sealed file has. */
    public long sealedBytes() {
        return layout.sealedBytes();
    }

    /** Seals all of the media, which have just the length that was said. */
    public void seal(InputStream media, OutputStream sealed) throws IOException {
        for (long number = 0; number < layout.chunks(); number++) {
            byte[] chunk = media.readNBytes(layout.mediaLength(number));
            if (chunk.length < layout.mediaLength(number)) {
                throw new IOException("the file became shorter meanwhile");
            }
            sealed.write(crypt(Cipher.ENCRYPT_MODE, number, chunk));
        }
    }

    /** Opens all of it. */
    public void open(Path sealed, OutputStream media) throws IOException {
        range(sealed, 0, layout.bytes(), media);
    }

    /**
     * Opens a range, of which only the chunks are read that it lies in.
     *
     * @param from the first byte of the media
     * @param to behind the last one
     * @throws IOException also where the file is not what was sealed with this key
     */
    public void range(Path sealed, long from, long to, OutputStream media) throws IOException {
        try (FileChannel channel = FileChannel.open(sealed, StandardOpenOption.READ)) {
            if (channel.size() != layout.sealedBytes()) {
                throw new IOException("it has " + channel.size() + " bytes, and sealed it has " + layout.sealedBytes());
            }
            for (long number = layout.chunkOf(from); number < layout.chunks() && number * layout.chunk() < to; number++) {
                byte[] chunk = crypt(Cipher.DECRYPT_MODE, number, read(channel, number));
                long start = number * layout.chunk();
                int first = (int) Math.max(0, from - start);
                int last = (int) Math.min(chunk.length, to - start);
                media.write(chunk, first, last - first);
            }
        }
    }

    private byte[] read(FileChannel channel, long number) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(layout.sealedLength(number));
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, layout.sealedStart(number) + buffer.position()) < 0) {
                throw new IOException("it became shorter meanwhile");
            }
        }
        return buffer.array();
    }

    private byte[] crypt(int mode, long number, byte[] data) throws IOException {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            byte[] nonce = ByteBuffer.allocate(NONCE_BYTES).putInt(0).putLong(number).array();
            cipher.init(mode, key, new GCMParameterSpec(ChunkLayout.TAG_BYTES * 8, nonce));
            cipher.updateAAD(header);
            return cipher.doFinal(data);
        } catch (GeneralSecurityException e) {
            throw new IOException("chunk " + number + " is not what was sealed with this key", e);
        }
    }
}
