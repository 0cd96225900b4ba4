package io.mediachassis.controller.headend.auth;

import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.util.Optional;
import java.util.regex.Pattern;

/** The id by which a token is revoked, of what somebody shows. Pure. */
final class TokenIds {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{16}");

    private TokenIds() {}

    /** @param token itself, or its id; the signature does not matter to who wants it to be good no more */
    static Optional<String> of(String token) {
        if (ID.matcher(token).matches()) {
            return Optional.of(token);
        }
        try {
            return Optional.ofNullable(SignedJWT.parse(token).getJWTClaimsSet().getJWTID())
                    .filter(id -> ID.matcher(id).matches());
        } catch (ParseException e) {
            return Optional.empty();
        }
    }
}
