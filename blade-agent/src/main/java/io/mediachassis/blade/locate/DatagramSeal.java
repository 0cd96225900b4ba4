package io.mediachassis.blade.locate;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import io.mediachassis.backplane.proto.BladeDatagram;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals datagrams between blades with HMAC-SHA-256. Each blade makes a key when it starts and gives it to every other over
 * their link, which is encrypted and mutually authenticated. So no role, term or controller comes into it, a new director
 * can poll at once, and a stranger on the network can neither make an engine look idle nor have it answer anybody. Any
 * thread.
 */
public final class DatagramSeal {
    public static final int KEY_BYTES = 32;

    private static final int SEAL_BYTES = 16;
    private static final String ALGORITHM = "HmacSHA256";

    private final int slot;
    private final byte[] own;
    private final Map<Integer, SecretKeySpec> keys = new ConcurrentHashMap<>();
    private final Mac mac;

    /**
     * @param slot of this blade, 1 to 16
     * @param own this blade's key, {@link #KEY_BYTES} random bytes
     */
    public DatagramSeal(int slot, byte[] own) {
        this.slot = slot;
        this.own = own.clone();
        learn(slot, own);
        try {
            mac = Mac.getInstance(ALGORITHM);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }

    /** This blade's key, for the others. */
    public byte[] own() {
        return own.clone();
    }

    /** Another blade's key, as its link brought it; one of another length is none. */
    public void learn(int blade, byte[] key) {
        if (key.length == KEY_BYTES) {
            keys.put(blade, new SecretKeySpec(key, ALGORITHM));
        }
    }

    /** Seals what this blade asks, with its own key. */
    byte[] seal(BladeDatagram.Builder datagram) {
        return seal(slot, datagram);
    }

    /** Seals with the key of the blade that asked. */
    byte[] seal(int blade, BladeDatagram.Builder datagram) {
        BladeDatagram message = datagram.setSlot(blade).build();
        int length = message.getSerializedSize();
        byte[] sealed = new byte[length + SEAL_BYTES];
        try {
            message.writeTo(CodedOutputStream.newInstance(sealed, 0, length));
        } catch (IOException e) {
            throw new IllegalStateException("an array has no errors", e);
        }
        System.arraycopy(sealOf(blade, sealed, length), 0, sealed, length, SEAL_BYTES);
        return sealed;
    }

    /** The message, if it is one and its seal is that of a blade whose key is known. */
    Optional<BladeDatagram> open(byte[] sealed) {
        int length = sealed.length - SEAL_BYTES;
        if (length < 1) {
            return Optional.empty();
        }
        try {
            BladeDatagram message = BladeDatagram.parser().parseFrom(sealed, 0, length);
            if (!keys.containsKey(message.getSlot())) {
                return Optional.empty();
            }
            byte[] right = Arrays.copyOf(sealOf(message.getSlot(), sealed, length), SEAL_BYTES);
            byte[] shown = Arrays.copyOfRange(sealed, length, sealed.length);
            return MessageDigest.isEqual(right, shown) ? Optional.of(message) : Optional.empty();
        } catch (InvalidProtocolBufferException e) {
            return Optional.empty();
        }
    }

    private byte[] sealOf(int blade, byte[] bytes, int length) {
        SecretKeySpec key = keys.get(blade);
        if (key == null) {
            throw new IllegalStateException("blade " + blade + " gave no key");
        }
        synchronized (mac) {
            try {
                mac.init(key);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("a key of the right length was refused", e);
            }
            mac.update(bytes, 0, length);
            return mac.doFinal();
        }
    }
}
