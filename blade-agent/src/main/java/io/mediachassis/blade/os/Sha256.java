package io.mediachassis.blade.os;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SHA-256 (FIPS 180-4) of much: by OpenSSL's libcrypto where it is installed, since it uses the processor's own
 * instructions, which Java's does only once the second compiler has compiled it; agents that share processors go without
 * that compiler and would hash 60 MB/s. Elsewhere by Java. One thread at a time; needs no close.
 */
public final class Sha256 {
    private static final Logger LOG = LoggerFactory.getLogger(Sha256.class);
    private static final boolean NATIVE = Crypto.register();
    /** OpenSSL's SHA256_CTX: 112 bytes. */
    private static final int CONTEXT = 128;
    private static final int SCRATCH = 64 << 10;
    private static final int BYTES = 32;

    private final @Nullable MessageDigest java;
    private final @Nullable Memory memory;

    private Sha256(boolean inC) {
        java = inC ? null : javas();
        memory = inC ? new Memory(CONTEXT + SCRATCH) : null;
        if (memory != null) {
            Crypto.SHA256_Init(address(memory));
        }
    }

    /** Of nothing yet. */
    public static Sha256 start() {
        return new Sha256(NATIVE);
    }

    /** The same by Java alone. */
    static Sha256 startInJava() {
        return new Sha256(false);
    }

    /** Whether OpenSSL does it here. */
    static boolean inC() {
        return NATIVE;
    }

    /** Of all of it, lower-case hex. */
    public static String hex(byte[] bytes) {
        Sha256 hash = start();
        hash.update(bytes, 0, bytes.length);
        return hash.hex();
    }

    private static MessageDigest javas() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static long address(Memory memory) {
        return Pointer.nativeValue(memory);
    }

    /** Takes all that remains in the buffer, whose position stays. */
    public void update(ByteBuffer bytes) {
        if (memory == null) {
            inJava().update(bytes.duplicate());
        } else if (bytes.isDirect()) {
            try {
                long at = Pointer.nativeValue(Native.getDirectBufferPointer(bytes)) + bytes.position();
                Crypto.SHA256_Update(address(memory), at, bytes.remaining());
            } finally {
                Reference.reachabilityFence(bytes);
                Reference.reachabilityFence(memory);
            }
        } else if (bytes.hasArray()) {
            update(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
        } else {
            byte[] readOnly = new byte[bytes.remaining()];
            bytes.get(bytes.position(), readOnly);
            update(readOnly, 0, readOnly.length);
        }
    }

    /** Takes these bytes. */
    public void update(byte[] bytes, int offset, int length) {
        if (memory == null) {
            inJava().update(bytes, offset, length);
            return;
        }
        try {
            for (int done = 0; done < length; ) {
                int n = Math.min(SCRATCH, length - done);
                memory.write(CONTEXT, bytes, offset + done, n);
                Crypto.SHA256_Update(address(memory), address(memory) + CONTEXT, n);
                done += n;
            }
        } finally {
            Reference.reachabilityFence(memory);
        }
    }

    /** Of what was taken, lower-case hex; once. */
    public String hex() {
        if (memory == null) {
            return HexFormat.of().formatHex(inJava().digest());
        }
        Crypto.SHA256_Final(address(memory) + CONTEXT, address(memory));
        return HexFormat.of().formatHex(memory.getByteArray(CONTEXT, BYTES));
    }

    private MessageDigest inJava() {
        if (java == null) {
            throw new IllegalStateException("this one is OpenSSL's");
        }
        return java;
    }

    /** OpenSSL's calls that need no object of theirs, so that there is nothing to free. */
    private static final class Crypto {
        private Crypto() {}

        static boolean register() {
            try {
                Native.register(Crypto.class, "libcrypto.so.3");
                return true;
            } catch (UnsatisfiedLinkError e) {
                LOG.warn("libcrypto.so.3 is not there: programs are taken in, copied and checked several times slower; "
                        + "install libssl3");
                return false;
            }
        }

        static native int SHA256_Init(long context);

        static native int SHA256_Update(long context, long bytes, long length);

        static native int SHA256_Final(long hash, long context);
    }
}
