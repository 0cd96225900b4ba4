package io.mediachassis.controller.headend.registry.store.sql;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

/**
 * A database at a PostgreSQL server, as {@code postgresql://USER:PASSWORD@HOST:PORT/DATABASE?OPTION=VALUE}, the form
 * that psql takes; options are those of the JDBC driver ({@code sslmode=verify-full}).
 */
public final class PostgresAddress {
    private final URI uri;

    /**
     * Reads it.
     *
     * @throws IllegalArgumentException when the text has another form
     */
    public PostgresAddress(String text) {
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("no PostgreSQL address, postgresql://USER:PASSWORD@HOST:PORT/DATABASE: "
                    + e.getReason());
        }
        if (!"postgresql".equals(uri.getScheme()) || uri.getHost() == null || database().isEmpty()) {
            throw new IllegalArgumentException(
                    "no PostgreSQL address, postgresql://USER:PASSWORD@HOST:PORT/DATABASE: " + this);
        }
    }

    /** For the driver manager, without user and password. */
    String url() {
        return "jdbc:postgresql://" + hostAndPort() + "/" + uri.getRawPath().substring(1);
    }

    /** What the driver shall heed besides. */
    Properties properties() {
        Properties properties = new Properties();
        // A server that is gone without a word must not hold a thread for ever.
        properties.setProperty("connectTimeout", "5");
        properties.setProperty("socketTimeout", "10");
        properties.setProperty("ApplicationName", "mediachassis-registry");
        String user = uri.getRawUserInfo();
        if (user != null) {
            int colon = user.indexOf(':');
            properties.setProperty("user", decoded(colon < 0 ? user : user.substring(0, colon)));
            if (colon >= 0) {
                properties.setProperty("password", decoded(user.substring(colon + 1)));
            }
        }
        String options = uri.getRawQuery();
        if (options != null) {
            for (String option : options.split("&", -1)) {
                int equals = option.indexOf('=');
                if (equals > 0) {
                    properties.setProperty(decoded(option.substring(0, equals)), decoded(option.substring(equals + 1)));
                }
            }
        }
        return properties;
    }

    private String database() {
        String path = uri.getRawPath();
        return path == null || path.length() < 2 ? "" : path.substring(1);
    }

    private String hostAndPort() {
        return uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    /** Without the password. */
    @Override
    public String toString() {
        return uri.getHost() == null ? "(no host)" : hostAndPort() + "/" + database();
    }
}
