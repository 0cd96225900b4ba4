package io.mediachassis.backplane.daemon;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version of this software, as the build wrote it: one for all of its programs. Any thread. */
public final class SoftwareVersion {
    /** For example {@code 0.1.0-SNAPSHOT}. */
    public static final String CURRENT = read();

    private SoftwareVersion() {}

    private static String read() {
        try (InputStream in = SoftwareVersion.class.getResourceAsStream("version.properties")) {
            if (in == null) {
                throw new IllegalStateException("version.properties is missing from the build");
            }
            Properties properties = new Properties();
            properties.load(in);
            return properties.getProperty("version", "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
