package io.mediachassis.backplane.identity;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Textual encoding of keys and certificates (RFC 7468). */
public final class Pem {
    public static final String CERTIFICATE = "CERTIFICATE";
    public static final String PRIVATE_KEY = "PRIVATE KEY";

    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----\\s*([A-Za-z0-9+/=\\s]*)-----END \\1-----");

    /**
     * One block.
     *
     * @param label {@link #CERTIFICATE} or {@link #PRIVATE_KEY} (PKCS #8)
     */
    @SuppressWarnings("ArrayRecordComponent") // carried from the file to the parser, never compared
    public record Block(String label, byte[] der) {}

    private Pem() {}

    public static String encode(String label, byte[] der) {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + label + "-----\n" + text + "\n-----END " + label + "-----\n";
    }

    /** All blocks of a text, in order; text between blocks is skipped. */
    public static List<Block> decode(byte[] pem) throws IOException {
        List<Block> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(new String(pem, StandardCharsets.US_ASCII));
        while (matcher.find()) {
            try {
                blocks.add(new Block(matcher.group(1), Base64.getMimeDecoder().decode(matcher.group(2))));
            } catch (IllegalArgumentException e) {
                throw new IOException("block " + matcher.group(1) + " is not base64", e);
            }
        }
        return blocks;
    }
}
