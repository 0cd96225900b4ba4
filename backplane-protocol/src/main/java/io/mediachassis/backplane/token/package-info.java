/** Signed tokens (JWS, Ed25519) that say which engine may fetch, or who may bring a program in. */
@NullMarked
package io.mediachassis.backplane.token;

import org.jspecify.annotations.NullMarked;
