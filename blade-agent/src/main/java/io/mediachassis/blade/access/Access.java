package io.mediachassis.blade.access;

import io.mediachassis.backplane.token.TokenClaims;
import java.util.Optional;

/** Whether a console may play what it asks for. */
public sealed interface Access {
    /**
     * It may.
     *
     * @param token what its token says; empty where none is needed
     */
    record Granted(Optional<TokenClaims> token) implements Access {}

    /** It may not. */
    record Refused(Fault fault) implements Access {}

    /** What is wrong with its token, or with the program. */
    enum Fault {
        MISSING("this needs a token", "log in for one, and send Authorization: Bearer TOKEN, or ?token=TOKEN in the URL"),
        FORGED("the token is none of this station's", "log in for a new one; check that it was copied whole"),
        EXPIRED("the token has expired", "log in for a new one"),
        NOT_YET_VALID("the token is not valid yet", "wait, or set the clocks of the station and the head-end right"),
        REVOKED("the token has been revoked", "log in for a new one, or ask whoever gave it"),
        WRONG_ADDRESS("the token is for another address", "log in from this one"),
        WRONG_PROGRAM("the token is not for this program", "ask for a token that names it"),
        NOT_PUBLISHED("the program is not published yet", "ask again when it is"),
        WITHDRAWN("the program is no more", "choose another one");

        private final String text;
        private final String hint;

        Fault(String text, String hint) {
            this.text = text;
            this.hint = hint;
        }

        /** What is wrong, for people. */
        public String text() {
            return text;
        }

        /** What to do about it. */
        public String hint() {
            return hint;
        }

        /** Of RTSP and HTTP: another token may help with 401, and none of this bearer's with 403; 404: there is nothing. */
        public int status() {
            return switch (this) {
                case WRONG_PROGRAM, NOT_PUBLISHED -> 403;
                case WITHDRAWN -> 404;
                case MISSING, FORGED, EXPIRED, NOT_YET_VALID, REVOKED, WRONG_ADDRESS -> 401;
            };
        }

        /**
         * WWW-Authenticate (RFC 6750 section 3): without a token nothing but the scheme is told; empty where a token is not what
         * is wrong.
         */
        public String challenge() {
            if (this == NOT_PUBLISHED || this == WITHDRAWN) {
                return "";
            }
            String scheme = "Bearer realm=\"mediachassis\"";
            return this == MISSING
                    ? scheme
                    : scheme + ", error=\"" + (this == WRONG_PROGRAM ? "insufficient_scope" : "invalid_token")
                            + "\", error_description=\"" + text + "\"";
        }
    }
}
