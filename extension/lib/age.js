/** The age library, as much of it as the waiting room needs. The build puts the library in its place. */

export { Decrypter, Encrypter, identityToRecipient } from "age-encryption";
