//! Newsletters: channels in which few people post and many read.

use crate::text_enum::text_enum;

text_enum! {
    /// What an account may do in a newsletter.
    pub enum NewsletterRole {
        /// Everything; it made it.
        Owner = "owner",
        /// Post.
        Admin = "admin",
        /// Read and react; it follows it.
        Follower = "follower",
        /// Read; it does not follow it.
        Guest = "guest",
    }
}
